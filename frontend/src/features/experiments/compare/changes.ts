import type { ComparedItem, Trial } from '../api/compare';

/** The mean over the trials that were judged; null if none was. */
export function valueOf(trials: Trial[], evaluator: string): number | null {
  const values = trials.flatMap(({ scores }) => scores[evaluator]?.value ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export type Change = 'better' | 'worse' | 'same' | null;

/** How an experiment did on an item, held against the first; null where one of them has no value. */
export function changeOf({ trials }: ComparedItem, column: number, evaluator: string, direction: 'higher' | 'lower'): Change {
  const before = valueOf(trials[0] ?? [], evaluator);
  const after = valueOf(trials[column] ?? [], evaluator);
  if (column === 0 || before === null || after === null) return null;
  if (before === after) return 'same';
  return after > before === (direction === 'higher') ? 'better' : 'worse';
}
