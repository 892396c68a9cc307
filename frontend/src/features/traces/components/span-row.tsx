import { IconChevronRight } from '@tabler/icons-react';
import { Dot } from '@/components/ui/dot';
import { duration } from '@/lib/format';
import { KIND_WORDS } from '@/lib/span-kinds';
import { barOf, placeOf } from '../tree/axis';
import type { Row } from '../tree/tree';
import type { Tree } from '../use-tree';
import { FAMILIES, type Span } from '../words';
import classes from './span-tree.module.css';

/** In pixels; the style sheet says the same. */
export const ROW_HEIGHT = 28;
const INDENT = 14;
/** Deeper ones keep to this edge, or their names would be out of sight. */
const DEEPEST = 16;

type Props = { row: Row; index: number; tree: Tree; isPointed: boolean; onPoint: () => void };

export function SpanRow({ row, index, tree, isPointed, onPoint }: Props) {
  const { span, at, depth, below, nth, of } = row;
  const isFolded = tree.isCollapsed(at) && !tree.found;
  const isBeside = tree.found && !tree.found.has(at);
  return (
    <div
      id={`span-${at}`}
      role="row"
      className={classes.row}
      style={{ top: index * ROW_HEIGHT }}
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-posinset={nth}
      aria-setsize={of}
      aria-expanded={below > 0 ? !isFolded : undefined}
      aria-selected={span === tree.opened}
      data-pointed={isPointed || undefined}
      data-beside={isBeside || undefined}
      onClick={() => {
        onPoint();
        void tree.open(span);
      }}
    >
      <div role="gridcell" className={classes.name} style={{ paddingLeft: Math.min(depth, DEEPEST) * INDENT }}>
        <Fold row={row} isFolded={isFolded} onFold={() => tree.fold(at, !isFolded)} isUsed={!tree.found} />
        <span className={classes.kind} data-of={FAMILIES[span.kind]} aria-hidden />
        {span.level === 'error' && <Dot tone="bad" />}
        {span.level === 'warning' && <Dot tone="warn" />}
        <span className={classes.words} data-level={span.level} title={span.name}>
          {span.name}
        </span>
        <span className={classes.said}>{KIND_WORDS[span.kind]}</span>
        <Marks span={span} />
        {isFolded && <span className={classes.hidden}>{below} below</span>}
      </div>
      <div role="gridcell" className={classes.took}>
        {duration(span.latency_ms)}
      </div>
      <div role="gridcell" className={classes.time}>
        <TimeBar span={span} tree={tree} />
      </div>
    </div>
  );
}

type FoldProps = { row: Row; isFolded: boolean; isUsed: boolean; onFold: () => void };

/** For the pointer; the keyboard folds by its arrows. */
function Fold({ row, isFolded, isUsed, onFold }: FoldProps) {
  if (row.below === 0 || !isUsed) return <span className={classes.fold} />;
  return (
    <span
      className={classes.fold}
      data-folded={isFolded || undefined}
      aria-hidden
      onClick={(event) => {
        event.stopPropagation();
        onFold();
      }}
    >
      <IconChevronRight size={13} stroke={2} />
    </span>
  );
}

/** What is odd about it, in words. */
function Marks({ span }: { span: Span }) {
  return (
    <>
      {span.level === 'error' && <span className="unseen">, error</span>}
      {span.level === 'warning' && <span className="unseen">, warning</span>}
      {span.is_orphan && (
        <span className={classes.mark} title="The span it is a part of has not arrived.">
          no parent
        </span>
      )}
      {span.is_clamped && (
        <span className={classes.mark} title="Its sender’s clock was absurd; the time shown is when it arrived.">
          clock
        </span>
      )}
    </>
  );
}

function TimeBar({ span, tree: { period } }: { span: Span; tree: Tree }) {
  const bar = barOf(span, period);
  const first = span.first_token_at && placeOf(span.first_token_at, period);
  if (!bar) return <span className={classes.outside}>{span.is_clamped ? 'at an unknown time' : 'outside'}</span>;
  return (
    <>
      <span
        className={classes.bar}
        data-of={FAMILIES[span.kind]}
        data-level={span.level}
        data-unsure={span.is_clamped || undefined}
        style={{ left: `min(${bar.left}%, 100% - 2px)`, width: `${bar.width}%` }}
      />
      {typeof first === 'number' && <span className={classes.firstToken} style={{ left: `${first}%` }} title="First token" />}
    </>
  );
}
