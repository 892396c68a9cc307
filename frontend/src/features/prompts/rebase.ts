/** Two authors changed the same version: what a draft becomes on top of what the other one saved. */

import { diff3Merge } from 'node-diff3';
import type { Body } from '@/lib/bodies';
import { type JsonText, type Member, membersOf, objectOf, sameJson, withMember } from '@/lib/json-text';

/** Base, mine and theirs merged line by line; null where both changed the same lines. */
export function mergeTexts(mine: string, base: string, theirs: string): string | null {
  const lines = [mine, base, theirs].map((text) => text.split('\n')) as [string[], string[], string[]];
  const merged: string[] = [];
  for (const part of diff3Merge(...lines, { excludeFalseConflicts: true })) {
    if (!part.ok) return null;
    merged.push(...part.ok);
  }
  return merged.join('\n');
}

/** The whole body merged; null if only a person can say what it should be. */
export function mergeBodies(mine: Body, base: Body, theirs: Body): Body | null {
  const parameters = mergeParameters(mine.parameters, base.parameters, theirs.parameters);
  if (parameters === undefined) return null;
  if (mine.messages) {
    const messages = mergeMessages(mine.messages, base.messages ?? [], theirs.messages ?? []);
    return messages && { content: null, messages, parameters };
  }
  const content = mergeTexts(mine.content ?? '', base.content ?? '', theirs.content ?? '');
  return content === null ? null : { content, messages: null, parameters };
}

/** Message by message, as long as nobody added, removed or moved one. */
function mergeMessages(mine: JsonText[], base: JsonText[], theirs: JsonText[]): JsonText[] | null {
  if (sameList(mine, base)) return theirs;
  if (sameList(theirs, base)) return mine;
  if (mine.length !== base.length || theirs.length !== base.length) return null;
  const merged = mine.map((message, index) => mergeMessage(message, base[index] ?? '', theirs[index] ?? ''));
  return merged.every((message) => message !== null) ? merged : null;
}

function mergeMessage(mine: JsonText, base: JsonText, theirs: JsonText): JsonText | null {
  if (sameJson(mine, base)) return theirs;
  if (sameJson(theirs, base) || sameJson(mine, theirs)) return mine;
  const contents = [mine, base, theirs].map((message) => (JSON.parse(message) as { content?: unknown }).content);
  const others = [mine, base, theirs].map((message) => objectOf(membersOf(message).filter(([name]) => name !== 'content')));
  if (!contents.every((content) => typeof content === 'string')) return null;
  if (!others.every((other) => sameJson(other, others[0]))) return null;
  const content = mergeTexts(...(contents as [string, string, string]));
  return content === null ? null : withMember(mine, 'content', content);
}

/** Key by key, in my order; undefined where both set the same key differently. */
function mergeParameters(mine: JsonText | null, base: JsonText | null, theirs: JsonText | null) {
  if (sameJson(mine, base)) return theirs;
  if (sameJson(theirs, base) || sameJson(mine, theirs)) return mine;
  const [a, o, b] = [mine, base, theirs].map((text) => new Map(membersOf(text ?? '{}'))) as [Members, Members, Members];
  const merged: Member[] = [];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const isTheirs = sameJson(a.get(key), o.get(key));
    if (!isTheirs && !sameJson(b.get(key), o.get(key)) && !sameJson(a.get(key), b.get(key))) return undefined;
    const value = (isTheirs ? b : a).get(key);
    if (value !== undefined) merged.push([key, value]);
  }
  return objectOf(merged);
}

type Members = Map<string, JsonText>;

const sameList = (one: JsonText[], other: JsonText[]) =>
  one.length === other.length && one.every((message, index) => sameJson(message, other[index]));
