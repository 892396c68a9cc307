'use client';

import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, useMemo, useState } from 'react';
import { counted } from '@/lib/format';
import { type Fold, folded, isFold } from '../diff/folding';
import type { Row } from '../diff/rows';
import type { View } from '../search-params';
import classes from './diff-block.module.css';
import { SplitRow, UnifiedRow } from './diff-row';

type Props = { label: string; rows: Row[]; view: View; whole?: boolean; numbered?: boolean };

/** Rows of a comparison, side by side or one below the other. */
export function DiffBlock({ label, rows, view, whole = false, numbered = true }: Props) {
  const items = useMemo(() => (whole ? rows : folded(rows)), [rows, whole]);
  const Line = view === 'split' ? SplitRow : UnifiedRow;
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table} data-view={view} data-numbered={numbered || undefined}>
        <caption className="unseen">{label}</caption>
        <Columns view={view} />
        <tbody>
          {items.map((item, index) =>
            isFold(item) ? (
              <FoldedRows key={index} item={item} view={view} />
            ) : (
              <Line key={index} row={item} starts={startsChange(items, index)} />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Columns({ view }: { view: View }) {
  const side = (
    <>
      <col className={classes.number} />
      <col className={classes.sign} />
      <col />
    </>
  );
  if (view === 'split')
    return (
      <colgroup>
        {side}
        {side}
      </colgroup>
    );
  return (
    <colgroup>
      <col className={classes.number} />
      <col className={classes.number} />
      <col className={classes.sign} />
      <col />
    </colgroup>
  );
}

function FoldedRows({ item, view }: { item: Fold; view: View }) {
  const [open, setOpen] = useState(false);
  const Line = view === 'split' ? SplitRow : UnifiedRow;
  if (open) {
    return (
      <Fragment>
        {item.fold.map((row, index) => (
          <Line key={index} row={row} starts={false} />
        ))}
      </Fragment>
    );
  }
  return (
    <tr className={classes.fold}>
      <td colSpan={view === 'split' ? 6 : 4}>
        <button type="button" onClick={() => setOpen(true)}>
          <IconChevronRight size={14} aria-hidden /> {counted(item.fold.length, 'unchanged line')}
        </button>
      </td>
    </tr>
  );
}

/** Whether a run of changes begins here: what `[` and `]` go to. */
function startsChange(items: (Row | Fold)[], index: number): boolean {
  const isChange = (item: Row | Fold | undefined) => item !== undefined && !isFold(item) && item.op !== 'same';
  return isChange(items[index]) && !isChange(items[index - 1]);
}
