'use client';

import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { duration } from '@/lib/format';
import { useKeys } from '@/lib/use-keys';
import { useWindowOfRows } from '@/lib/use-window-of-rows';
import { ticksOf } from '../tree/axis';
import { ROWS_AT_FIRST } from '../tree/beginning';
import type { Row } from '../tree/tree';
import type { Tree } from '../use-tree';
import { ROW_HEIGHT, SpanRow } from './span-row';
import classes from './span-tree.module.css';

const HEAD_HEIGHT = 30;

/** The spans of a trace, one a row, with their place in time beside. Only rows in sight are in the page. */
export function SpanTree({ tree }: { tree: Tree }) {
  const place = useRef<HTMLDivElement>(null);
  const { shown } = tree;
  const { first, end, reveal } = useWindowOfRows(place, { count: shown.length, height: ROW_HEIGHT, atFirst: ROWS_AT_FIRST });
  const [pointed, setPointed] = useState(() => tree.rows.find(({ span }) => span === tree.opened)?.at ?? 0);
  const current = shown.findIndex(({ at }) => at === pointed);
  // The span that the address names may lie far below.
  const begin = useEffectEvent(() => current > 0 && reveal(current, HEAD_HEIGHT));
  useEffect(() => void begin(), []);

  const point = (row: Row | undefined) => {
    if (!row) return;
    setPointed(row.at);
    reveal(shown.indexOf(row), HEAD_HEIGHT);
  };
  const act = keysOf(tree, shown, current, point);
  const step = (by: number) => {
    place.current?.focus({ preventScroll: true });
    point(shown[Math.max(0, Math.min(shown.length - 1, current + by))]);
  };
  useKeys({ j: () => step(1), k: () => step(-1), o: () => shown[current] && tree.open(shown[current].span) });

  const press = (event: KeyboardEvent) => {
    const known = act[event.key];
    if (!known || event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    known();
  };
  const isDrawn = current >= first && current < end;

  return (
    <div
      ref={place}
      className={classes.tree}
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={tree.rowCount + 1}
      aria-busy={!tree.isWhole || undefined}
      aria-activedescendant={isDrawn ? `span-${pointed}` : undefined}
      tabIndex={0}
      onKeyDown={press}
    >
      <div className={classes.head} role="row" aria-rowindex={1}>
        <span role="columnheader">Span</span>
        <span role="columnheader" className={classes.took}>
          Took
        </span>
        <Axis tree={tree} />
      </div>
      <div role="rowgroup" className={classes.rows} style={{ height: tree.rowCount * ROW_HEIGHT }}>
        {shown.slice(first, end).map((row, index) => (
          <SpanRow
            key={row.at}
            row={row}
            index={first + index}
            tree={tree}
            isPointed={row.at === pointed}
            onPoint={() => setPointed(row.at)}
          />
        ))}
      </div>
    </div>
  );
}

function Axis({ tree: { period } }: { tree: Tree }) {
  return (
    <span role="columnheader" className={classes.axis}>
      <span className="unseen">Place in time</span>
      {ticksOf(period).map((tick) => (
        <span key={tick} aria-hidden className={classes.tick} style={{ left: `${(tick / (period.to - period.from)) * 100}%` }}>
          {duration(tick)}
        </span>
      ))}
    </span>
  );
}

/** As a tree has them: arrows move, fold and unfold, Enter opens. */
function keysOf(tree: Tree, shown: Row[], current: number, point: (row: Row | undefined) => void): Record<string, () => void> {
  const row = shown[current];
  const under = shown[current + 1];
  return {
    ArrowDown: () => point(shown[current + 1]),
    ArrowUp: () => point(shown[current - 1]),
    PageDown: () => point(shown[Math.min(shown.length - 1, current + 20)]),
    PageUp: () => point(shown[Math.max(0, current - 20)]),
    Home: () => point(shown[0]),
    End: () => point(shown.at(-1)),
    ArrowRight: () => {
      if (row && tree.isCollapsed(row.at)) tree.fold(row.at, false);
      else if (under && under.parent === row?.at) point(under);
    },
    ArrowLeft: () => {
      if (row && row.below > 0 && !tree.isCollapsed(row.at) && !tree.found) tree.fold(row.at, true);
      else point(shown.find(({ at }) => at === row?.parent));
    },
    Enter: () => row && tree.open(row.span),
    ' ': () => row && tree.open(row.span),
    Escape: () => tree.open(null),
  };
}
