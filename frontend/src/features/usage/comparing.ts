/** Two versions by the same figures. */

import { cost, count, duration, share } from '@/lib/format';
import { changeOf, type ScoreUsage, type Sums } from './series';

export type Figure = { name: string; now: string; before: string; change: string | null };
type Side = { sums: Sums; scores: ScoreUsage | undefined };
type Of = { name: string; of: (side: Side) => number | null; words: (value: number) => string };

const perCall = (pick: (sums: Sums) => number) => ({ sums }: Side) => (sums.calls > 0 ? pick(sums) / sums.calls : null);
const whole = (value: number) => count(Math.round(value));

const FIGURES: Of[] = [
  { name: 'Calls', of: ({ sums }) => sums.calls, words: count },
  { name: 'Failed', of: perCall((sums) => sums.errors), words: (part) => share(part, 1) },
  { name: 'p50', of: ({ sums }) => sums.p50_ms, words: duration },
  { name: 'p95', of: ({ sums }) => sums.p95_ms, words: duration },
  { name: 'Input tokens a call', of: perCall((sums) => sums.input_tokens), words: whole },
  { name: 'Output tokens a call', of: perCall((sums) => sums.output_tokens), words: whole },
  { name: 'Cost a call', of: perCall((sums) => sums.cost_usd), words: cost },
];

export const meanWords = (type: string) => (mean: number) =>
  type === 'boolean' ? share(mean, 1) : mean.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** The mean of every score that one of the two was given. */
function scoreFigures(now: Side, before: Side | null): Of[] {
  const all = [...(now.scores?.names ?? []), ...(before?.scores?.names ?? [])].filter(({ mean }) => mean !== null);
  const known = new Map(all.map(({ name, type }) => [`${name} ${type}`, { name, type }]));
  return [...known.values()].map(({ name, type }) => ({
    name: type === 'boolean' ? `${name}, yes` : name,
    of: ({ scores }) => scores?.names.find((one) => one.name === name && one.type === type)?.mean ?? null,
    words: meanWords(type),
  }));
}

/** What changed from `before` to `now`; without one before, what is. */
export function figuresOf(now: Side, before: Side | null): Figure[] {
  return [...FIGURES, ...scoreFigures(now, before)].map(({ name, of, words }) => {
    const value = of(now);
    const earlier = before && of(before);
    return {
      name,
      now: value === null ? '–' : words(value),
      before: earlier === null ? '–' : words(earlier),
      change: name === 'Calls' ? null : changeOf(value, earlier),
    };
  });
}
