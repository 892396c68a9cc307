import { piecesOf } from '../diff/pieces';
import type { Row, Segment } from '../diff/rows';
import classes from './diff-block.module.css';

type Props = { row: Row; starts: boolean };
type Side = 'same' | 'add' | 'del' | 'plain' | 'none';

const SIGNS: Record<Side, string> = { same: '', add: '+', del: '−', plain: '', none: '' };

/** The old line beside the new one. */
export function SplitRow({ row, starts }: Props) {
  return (
    <tr data-starts={starts || undefined}>
      <Cells line={row.from_line} text={row.from_text} side={oldSide(row)} />
      <Cells line={row.to_line} text={row.to_text} side={newSide(row)} />
    </tr>
  );
}

/** The old line above the new one. */
export function UnifiedRow({ row, starts }: Props) {
  if (row.op === 'same') return <UnifiedLine row={row} side="same" text={row.to_text} />;
  return (
    <>
      {row.from_text && <UnifiedLine row={{ ...row, to_line: null }} side="del" text={row.from_text} starts={starts} />}
      {row.to_text && (
        <UnifiedLine
          row={{ ...row, from_line: null }}
          side="add"
          text={row.to_text}
          starts={starts && row.from_text === null}
        />
      )}
    </>
  );
}

type LineProps = { row: Row; side: Side; text: Segment[] | null; starts?: boolean };

function UnifiedLine({ row, side, text, starts }: LineProps) {
  return (
    <tr data-starts={starts || undefined}>
      <td className={classes.line} data-side={side} data-edge>
        {row.from_line}
      </td>
      <td className={classes.line} data-side={side}>
        {row.to_line}
      </td>
      <td className={classes.signCell} data-side={side}>
        {SIGNS[side]}
      </td>
      <td className={classes.text} data-side={side}>
        <Line text={text} side={side} />
      </td>
    </tr>
  );
}

function Cells({ line, text, side }: { line: number | null; text: Segment[] | null; side: Side }) {
  return (
    <>
      <td className={classes.line} data-side={side} data-edge>
        {line}
      </td>
      <td className={classes.signCell} data-side={side}>
        {SIGNS[side]}
      </td>
      <td className={classes.text} data-side={side}>
        <Line text={text} side={side} />
      </td>
    </>
  );
}

function Line({ text, side }: { text: Segment[] | null; side: Side }) {
  if (!text) return null;
  const marks = side === 'add' || side === 'del';
  const Mark = side === 'add' ? 'ins' : 'del';
  return piecesOf(text).map((piece, index) => {
    const shown = piece.variable ? <span className={classes.variable}>{piece.text}</span> : piece.text;
    return marks && piece.differs ? <Mark key={index}>{shown}</Mark> : <span key={index}>{shown}</span>;
  });
}

/** A line that only gained words is not marked as one that lost some. */
function oldSide(row: Row): Side {
  if (row.from_text === null) return 'none';
  if (row.op === 'same') return 'same';
  return row.from_text.some(([, differs]) => differs) ? 'del' : 'plain';
}

function newSide(row: Row): Side {
  if (row.to_text === null) return 'none';
  if (row.op === 'same') return 'same';
  return row.to_text.some(([, differs]) => differs) ? 'add' : 'plain';
}
