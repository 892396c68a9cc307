/** Long stretches of unchanged lines, folded away around what did change. */

import { isSame, type Row } from './rows';

export type Fold = { fold: Row[] };
export const isFold = (item: Row | Fold): item is Fold => 'fold' in item;

const CONTEXT = 3;

/** The rows in order; unchanged ones more than three lines from a change are in a fold, unless that saves nothing. */
export function folded(rows: Row[]): (Row | Fold)[] {
  const items: (Row | Fold)[] = [];
  for (let start = 0; start < rows.length; ) {
    let end = start;
    while (end < rows.length && isSame(rows[end] as Row) === isSame(rows[start] as Row)) end++;
    const stretch = rows.slice(start, end);
    items.push(...(isSame(rows[start] as Row) ? foldStretch(stretch, start === 0, end === rows.length) : stretch));
    start = end;
  }
  return items;
}

function foldStretch(stretch: Row[], isFirst: boolean, isLast: boolean): (Row | Fold)[] {
  const before = isFirst ? 0 : CONTEXT;
  const after = isLast ? 0 : CONTEXT;
  if (stretch.length - before - after < 2) return stretch;
  return [
    ...stretch.slice(0, before),
    { fold: stretch.slice(before, stretch.length - after) },
    ...stretch.slice(stretch.length - after),
  ];
}
