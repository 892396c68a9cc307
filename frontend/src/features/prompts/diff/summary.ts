/** How much differs, in numbers. */

import { variablesIn } from '@/lib/variables';
import { bodyRows, type Comparison, isSame, type Row, type Segment } from './rows';

export type Summary = { added: number; removed: number; parameters: number; newVariables: string[]; isEqual: boolean };

const wordsIn = (segments: Segment[] | null) =>
  (segments ?? []).filter(([, differs]) => differs).reduce((sum, [text]) => sum + (text.match(/[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0), 0);

const textOf = (rows: Row[], side: 'from_text' | 'to_text') =>
  rows.map((row) => (row[side] ?? []).map(([text]) => text).join('')).join('\n');

export function summaryOf(comparison: Comparison): Summary {
  const rows = bodyRows(comparison);
  const before = variablesIn(textOf(rows, 'from_text'));
  return {
    added: rows.reduce((sum, row) => sum + (isSame(row) ? 0 : wordsIn(row.to_text)), 0),
    removed: rows.reduce((sum, row) => sum + (isSame(row) ? 0 : wordsIn(row.from_text)), 0),
    parameters: comparison.parameters.filter((row) => !isSame(row)).length,
    newVariables: variablesIn(textOf(rows, 'to_text')).filter((name) => !before.includes(name)),
    isEqual: rows.every(isSame) && comparison.parameters.every(isSame) && sameRoles(comparison),
  };
}

const sameRoles = ({ messages }: Comparison) =>
  (messages ?? []).every((message) => message.role_from === message.role_to);
