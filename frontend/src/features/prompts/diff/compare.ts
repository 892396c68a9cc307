/** Compares two bodies while one of them is being written, in the same rows that the API gives for two versions. */

import { diffArrays } from 'diff';
import type { Body } from '@/lib/bodies';
import { indented, type JsonText, membersOf, objectOf } from '@/lib/json-text';
import type { Comparison, MessageRows, Row, Segment } from './rows';

/** Spaces, words, and single marks; a number with its point is one word. */
const WORDS = /\s+|\d+(?:\.\d+)+|[\p{L}\p{M}\p{N}_]+|[^\p{L}\p{M}\p{N}_\s]/gu;
const MOST_WORDS = 2_000;
/** Lines less alike than this are shown as one removed and one added. */
const SIMILAR = 0.35;

export function compareBodies(old: Body, now: Body): Comparison {
  return {
    kind: now.messages ? 'chat' : 'text',
    content: now.messages ? null : rowsBetween(old.content ?? '', now.content ?? ''),
    messages: now.messages ? messagesBetween(old.messages ?? [], now.messages) : null,
    parameters: rowsBetween(indented(old.parameters ?? ''), indented(now.parameters ?? '')),
  };
}

export function rowsBetween(old: string, now: string): Row[] {
  const rows: Row[] = [];
  let from = 1;
  let to = 1;
  let removed: string[] = [];
  const replace = (added: string[]) => {
    rows.push(...replaced(removed, added, from, to));
    from += removed.length;
    to += added.length;
    removed = [];
  };
  for (const part of diffArrays(linesOf(old), linesOf(now))) {
    if (part.removed) removed = part.value;
    else if (part.added) replace(part.value);
    else {
      replace([]);
      for (const line of part.value) rows.push(row('same', from++, to++, [[line, false]], [[line, false]]));
    }
  }
  replace([]);
  return rows;
}

/** Split at line feeds only: U+2028 and its like are characters of a line. */
const linesOf = (text: string) => (text ? text.split('\n') : []);

/** Pairs old lines with new ones in order; what finds no like is removed or added. */
function replaced(removed: string[], added: string[], from: number, to: number): Row[] {
  return Array.from({ length: Math.max(removed.length, added.length) }).flatMap((_, index) => {
    const [old, now] = [removed[index], added[index]];
    const pair = old !== undefined && now !== undefined ? wordsBetween(old, now) : null;
    if (pair) return [row('changed', from + index, to + index, ...pair)];
    return [
      ...(old === undefined ? [] : [row('removed', from + index, null, [[old, true]], null)]),
      ...(now === undefined ? [] : [row('added', null, to + index, null, [[now, true]])]),
    ];
  });
}

function row(op: Row['op'], from: number | null, to: number | null, old: Segment[] | null, now: Segment[] | null): Row {
  return { op, from_line: from, to_line: to, from_text: old, to_text: now };
}

function wordsBetween(old: string, now: string): [Segment[], Segment[]] | null {
  const a = old.match(WORDS) ?? [];
  const b = now.match(WORDS) ?? [];
  if (Math.max(a.length, b.length) > MOST_WORDS) return [[[old, true]], [[now, true]]];
  const parts = diffArrays(a, b);
  const alike = parts.reduce((sum, part) => sum + (part.added || part.removed ? 0 : part.value.length), 0);
  if (2 * alike < SIMILAR * (a.length + b.length)) return null;
  const left: Segment[] = [];
  const right: Segment[] = [];
  for (const part of parts) {
    const text = part.value.join('');
    if (!part.added) left.push([text, Boolean(part.removed)]);
    if (!part.removed) right.push([text, Boolean(part.added)]);
  }
  return [left, right];
}

/** Message by message in order; one without counterpart is all removed or all added. */
function messagesBetween(old: JsonText[], now: JsonText[]): MessageRows[] {
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => ({
    index,
    role_from: roleOf(old[index]),
    role_to: roleOf(now[index]),
    rows: rowsBetween(messageText(old[index]), messageText(now[index])),
  }));
}

export function roleOf(message: JsonText | undefined): string | null {
  if (!message) return null;
  const { type, role } = JSON.parse(message) as Record<string, unknown>;
  return type === 'placeholder' ? 'placeholder' : typeof role === 'string' ? role : null;
}

/** What a message says; what it carries besides text follows as JSON. */
export function messageText(message: JsonText | undefined): string {
  if (!message) return '';
  const { content } = JSON.parse(message) as Record<string, unknown>;
  const said = typeof content === 'string';
  const rest = membersOf(message).filter(([name]) => name !== 'role' && !(said && name === 'content'));
  if (!said) return indented(objectOf(rest));
  return rest.length > 0 ? `${content}\n${indented(objectOf(rest))}` : content;
}
