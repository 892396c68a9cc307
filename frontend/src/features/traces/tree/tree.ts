/** The spans of a trace as the rows of a tree, each below the span it is a part of. */

import type { Span } from '../words';

export type Row = {
  span: Span;
  /** Its place among all rows, collapsed or not. */
  at: number;
  depth: number;
  /** Of the row it stands under; -1 under none. */
  parent: number;
  /** How many rows stand under it, at any depth. */
  below: number;
  /** Its place among those under the same row, from 1, and how many these are. */
  nth: number;
  of: number;
};

/**
 * In the order they began, each before what stands under it. A span whose parent is not here stands at the top, and so
 * does the first of a circle: every span has exactly one row.
 */
export function treeOf(spans: Span[]): Row[] {
  const children = childrenOf(spans);
  const rows: Row[] = [];
  const seen = new Uint8Array(spans.length);
  const tops = children.get(-1) ?? [];
  place(tops, spans, children, seen, rows);
  const circles = spans.flatMap((_, index) => (seen[index] ? [] : [index]));
  for (const index of circles) if (!seen[index]) place([index], spans, children, seen, rows);
  for (const { parent, below } of rows.toReversed()) if (parent >= 0) rows[parent]!.below += below + 1;
  return rows;
}

/** The spans under each, by their index; under -1 those that have no parent here. */
function childrenOf(spans: Span[]): Map<number, number[]> {
  const byId = new Map(spans.map((span, index) => [span.span_id, index]));
  const children = new Map<number, number[]>();
  spans.forEach((span, index) => {
    const parent = span.parent_span_id === null ? undefined : byId.get(span.parent_span_id);
    const under = parent === undefined || parent === index ? -1 : parent;
    const others = children.get(under);
    if (others) others.push(index);
    else children.set(under, [index]);
  });
  return children;
}

/** Without recursion: a chain of thousands is a trace too. */
function place(tops: number[], spans: Span[], children: Map<number, number[]>, seen: Uint8Array, rows: Row[]) {
  const waiting = tops.map((index, nth) => ({ index, parent: -1, depth: 0, nth: nth + 1, of: tops.length })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, ...where } = next;
    const span = spans[index];
    if (!span || seen[index]) continue;
    seen[index] = 1;
    const at = rows.push({ span, at: rows.length, below: 0, ...where }) - 1;
    const under = (children.get(index) ?? []).filter((child) => !seen[child]);
    for (let nth = under.length; nth > 0; nth -= 1) {
      waiting.push({ index: under[nth - 1]!, parent: at, depth: where.depth + 1, nth, of: under.length });
    }
  }
}

/** What a span is found by. */
const wordsOf = ({ name, kind, model, status_message, prompt_name, span_id }: Span) =>
  [name, kind, model, status_message, prompt_name, span_id].join('\n').toLowerCase();

export type Wanted = { text: string; errors: boolean };

/** The places of rows that were looked for; null if nothing is. */
export function foundIn(rows: Row[], { text, errors }: Wanted): Set<number> | null {
  const words = text.trim().toLowerCase();
  if (!words && !errors) return null;
  const hits = rows.filter(({ span }) => (!errors || span.level === 'error') && (!words || wordsOf(span).includes(words)));
  return new Set(hits.map(({ at }) => at));
}

/** The rows to draw: without what is under collapsed ones, or those found with all that they stand under. */
export function shownOf(rows: Row[], collapsed: ReadonlySet<number>, found: Set<number> | null): Row[] {
  if (found) {
    const kept = new Set(found);
    for (const at of found) {
      for (let above = rows[at]?.parent ?? -1; above >= 0 && !kept.has(above); above = rows[above]?.parent ?? -1) kept.add(above);
    }
    return rows.filter(({ at }) => kept.has(at));
  }
  const shown: Row[] = [];
  for (let at = 0; at < rows.length; ) {
    const row = rows[at]!;
    shown.push(row);
    at += 1 + (collapsed.has(at) ? row.below : 0);
  }
  return shown;
}
