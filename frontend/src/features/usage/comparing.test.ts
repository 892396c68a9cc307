import { expect, test } from 'vitest';
import { figuresOf } from './comparing';
import type { ScoreUsage, Sums } from './series';

const sums = (more: Partial<Sums>) =>
  ({ calls: 0, errors: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0, p50_ms: null, p95_ms: null, ...more }) as Sums;
const scores = (mean: number) => ({ names: [{ name: 'helpful', type: 'boolean', count: 9, mean }] }) as ScoreUsage;

test('figures are compared a call, and scores by their means', () => {
  const now = { sums: sums({ calls: 200, errors: 4, cost_usd: 0.5, p95_ms: 3_300 }), scores: scores(0.9) };
  const before = { sums: sums({ calls: 100, errors: 1, cost_usd: 0.5, p95_ms: 3_000 }), scores: scores(0.6) };
  const figures = Object.fromEntries(figuresOf(now, before).map(({ name, before, now, change }) => [name, [before, now, change]]));
  expect(figures).toMatchObject({
    Calls: ['100', '200', null],
    Failed: ['1 %', '2 %', '+100 %'],
    p95: ['3.0 s', '3.3 s', '+10 %'],
    'Cost a call': ['$0.005', '$0.0025', '−50 %'],
    'helpful, yes': ['60 %', '90 %', '+50 %'],
  });
});

test('what was never called has no figures a call', () => {
  const never = { sums: sums({}), scores: undefined };
  expect(figuresOf(never, null).map(({ now }) => now)).toEqual(['0', '–', '–', '–', '–', '–', '–']);
});
