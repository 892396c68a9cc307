'use client';

import { useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import { traceParams } from './search-params';
import { periodOf } from './tree/axis';
import type { Rows } from './tree/beginning';
import { foundIn, shownOf } from './tree/tree';
import type { Span } from './words';

export type Tree = ReturnType<typeof useTree>;

/** A trace's rows as they are drawn just now: what is collapsed, looked for, zoomed into and opened. */
export function useTree({ rows, total, period: whole, errors: failed }: Rows) {
  const [params, set] = useQueryStates(traceParams);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const { find, errors, zoom, span } = params;

  const found = useMemo(() => foundIn(rows, { text: find, errors }), [rows, find, errors]);
  const shown = useMemo(() => shownOf(rows, collapsed, found), [rows, collapsed, found]);
  const zoomed = useMemo(() => rows.map((row) => row.span).filter((one) => one.span_id === zoom), [rows, zoom]);
  const period = useMemo(() => (zoomed.length > 0 ? periodOf(zoomed) : whole), [whole, zoomed]);

  return {
    ...params,
    set,
    rows,
    shown,
    /** How many rows there are to scroll through, with those still on their way. */
    rowCount: shown.length + total - rows.length,
    isWhole: rows.length === total,
    failed,
    found,
    period,
    isZoomed: zoomed.length > 0,
    opened: rows.find((row) => row.span.span_id === span)?.span ?? null,
    open: (one: Span | null) => set({ span: one?.span_id ?? null }),
    isCollapsed: (at: number) => collapsed.has(at),
    fold: (at: number, isFolded: boolean) => setCollapsed((before) => withOrWithout(before, at, isFolded)),
    foldAll: () => setCollapsed(new Set(rows.filter(({ below, depth }) => below > 0 && depth > 0).map(({ at }) => at))),
    unfoldAll: () => setCollapsed(new Set()),
    hasFolds: collapsed.size > 0,
  };
}

function withOrWithout(places: ReadonlySet<number>, at: number, isIn: boolean): ReadonlySet<number> {
  const changed = new Set(places);
  if (isIn) changed.add(at);
  else changed.delete(at);
  return changed;
}
