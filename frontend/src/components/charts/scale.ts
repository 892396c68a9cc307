/** Where values lie in a chart that is 100 high and 100 wide, the larger ones further up. */

const STEPS = [1, 2, 2.5, 5, 10];

/** A round number that is no less than any value; 0 if there is nothing to draw. */
export function topOf(values: (number | null)[]): number {
  const most = values.reduce<number>((so_far, value) => Math.max(so_far, value ?? 0), 0);
  if (most <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return (STEPS.find((step) => step * power >= most * (1 - 1e-9)) ?? 10) * power;
}

/** Values at the same place one upon the other. */
export const stacked = (lines: (number | null)[][]): number[] =>
  (lines[0] ?? []).map((_, index) => lines.reduce((sum, values) => sum + (values[index] ?? 0), 0));

const round = (value: number) => Math.round(value * 100) / 100;

/** The middle of a value's place, from the left. */
export const middleOf = (index: number, count: number) => ((index + 0.5) / count) * 100;

/** A line through all values there are; it breaks where one is missing, and one alone is a short dash. */
export function pathOf(values: (number | null)[], top: number): string {
  const half = 50 / values.length;
  return values
    .map((value, index) => {
      if (value === null) return '';
      const x = middleOf(index, values.length);
      const y = round(100 - (value / top) * 100);
      const isFirst = (values[index - 1] ?? null) === null;
      const isAlone = isFirst && (values[index + 1] ?? null) === null;
      return isAlone ? `M${round(x - half / 2)} ${y}h${round(half)}` : `${isFirst ? 'M' : 'L'}${round(x)} ${y}`;
    })
    .join('');
}

export type Bar = { x: number; y: number; width: number; height: number };

/** Bars of one line above those of the lines before it. */
export function barsOf(lines: (number | null)[][], line: number, top: number): (Bar | null)[] {
  const values = lines[line] ?? [];
  const below = stacked(lines.slice(0, line));
  const place = 100 / values.length;
  return values.map((value, index) => {
    if (!value) return null;
    const height = round((value / top) * 100);
    const y = round(100 - ((below[index] ?? 0) / top) * 100 - height);
    return { x: round(place * (index + 0.12)), y, width: round(place * 0.76), height };
  });
}

/** The value's place under a pointer, `part` of the width from the left. */
export const nearest = (part: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(part * count)));
