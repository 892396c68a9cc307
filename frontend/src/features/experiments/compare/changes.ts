import type { ComparedItem, Trial } from '../api/compare';

/** The mean over the trials. One without a value counts as the `worst`, or is left out if there is none. */
export function valueOf(trials: Trial[], evaluator: string, worst: number | null): number | null {
  const values = trials.flatMap(({ scores }) => scores[evaluator]?.value ?? worst ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How an evaluator's values read, and what an error counts as. */
export type Measure = { direction: 'higher' | 'lower'; worst: number | null };

export type Change = 'better' | 'worse' | 'same' | null;

/** How an experiment did on an item, held against the first; null where one of them has no value. */
export function changeOf({ trials }: ComparedItem, column: number, evaluator: string, { direction, worst }: Measure): Change {
  const before = valueOf(trials[0] ?? [], evaluator, worst);
  const after = valueOf(trials[column] ?? [], evaluator, worst);
  if (column === 0 || before === null || after === null) return null;
  if (before === after) return 'same';
  return after > before === (direction === 'higher') ? 'better' : 'worse';
}
