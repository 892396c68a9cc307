/** Two authors changed the same version: what a draft becomes on top of what the other one saved. */

import { diff3Merge } from 'node-diff3';
import type { Body, Message, Parameters } from './api/types';
import { pretty } from './diff/compare';

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
function mergeMessages(mine: Message[], base: Message[], theirs: Message[]): Message[] | null {
  if (same(mine, base)) return theirs;
  if (same(theirs, base)) return mine;
  if (mine.length !== base.length || theirs.length !== base.length) return null;
  const merged = mine.map((message, index) => mergeMessage(message, base[index] as Message, theirs[index] as Message));
  return merged.every((message) => message !== null) ? merged : null;
}

function mergeMessage(mine: Message, base: Message, theirs: Message): Message | null {
  if (same(mine, base)) return theirs;
  if (same(theirs, base) || same(mine, theirs)) return mine;
  const texts = [mine.content, base.content, theirs.content];
  const others = [mine, base, theirs].map(({ content, ...rest }) => rest);
  if (!texts.every((text) => typeof text === 'string') || !others.every((rest) => same(rest, others[0]))) return null;
  const content = mergeTexts(...(texts as [string, string, string]));
  return content === null ? null : { ...mine, content };
}

/** Key by key, in my order; undefined where both set the same key differently. */
function mergeParameters(mine: Body['parameters'], base: Body['parameters'], theirs: Body['parameters']) {
  if (same(mine, base)) return theirs;
  if (same(theirs, base) || same(mine, theirs)) return mine;
  const [a, o, b] = [mine ?? {}, base ?? {}, theirs ?? {}];
  const merged: Parameters = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const chosen = same(a[key], o[key]) ? b : same(b[key], o[key]) || same(a[key], b[key]) ? a : null;
    if (!chosen) return undefined;
    if (key in chosen) merged[key] = chosen[key];
  }
  return merged;
}

const same = (one: unknown, other: unknown) => pretty(one) === pretty(other);
