/** What a page of a trace is drawn from, and how much of a long trace comes with the page. */

import type { TraceDetail } from '../words';
import { type Period, periodOf } from './axis';
import { type Row, treeOf } from './tree';

/** More than fit on most screens. */
export const ROWS_AT_FIRST = 40;

/** Rows, and what holds for all of them, also where only the first are here. */
export type Rows = { rows: Row[]; total: number; period: Period; errors: number };

/** The trace without its spans, and its first rows as they stand among all. */
export type Beginning = { trace: Omit<TraceDetail, 'spans'>; rows: Rows };

export function rowsOf(spans: TraceDetail['spans']): Rows {
  const errors = spans.filter(({ level }) => level === 'error').length;
  return { rows: treeOf(spans), total: spans.length, period: periodOf(spans), errors };
}

export function beginningOf({ spans, ...trace }: TraceDetail): Beginning {
  const all = rowsOf(spans);
  return { trace, rows: { ...all, rows: all.rows.slice(0, ROWS_AT_FIRST) } };
}
