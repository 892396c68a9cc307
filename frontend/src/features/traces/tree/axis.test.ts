import { expect, test } from 'vitest';
import type { Span } from '../words';
import { barOf, periodOf, placeOf, ticksOf } from './axis';

const span = (second: number, latency_ms: number, is_clamped = false) =>
  ({ started_at: `2026-11-24T12:00:0${second}.000000Z`, latency_ms, is_clamped }) as Span;

test('the axis reaches from the first beginning to the last end', () => {
  const { from, to } = periodOf([span(1, 500), span(2, 4_000), span(3, 100)]);
  expect(to - from).toBe(5_000);
});

test('an absurd clock does not stretch it', () => {
  const { from, to } = periodOf([span(1, 1_000), span(9, 5, true)]);
  expect(to - from).toBe(1_000);
  expect(periodOf([span(9, 5, true)]).to).toBeGreaterThan(periodOf([span(9, 5, true)]).from);
});

test('a trace of one moment has an axis', () => {
  const period = periodOf([span(1, 0)]);
  expect(barOf(span(1, 0), period)).toEqual({ left: 0, width: 0 });
});

test('bars are cut at the edges of what is zoomed into', () => {
  const period = periodOf([span(2, 2_000)]);
  expect(barOf(span(1, 2_000), period)).toEqual({ left: 0, width: 50 });
  expect(barOf(span(3, 5_000), period)).toEqual({ left: 50, width: 50 });
  expect(barOf(span(8, 1_000), period)).toBeNull();
  expect(placeOf('2026-11-24T12:00:03.000000Z', period)).toBe(50);
  expect(placeOf('2026-11-24T12:00:01.000000Z', period)).toBeNull();
});

test.each([
  [0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  [1_840, [0, 500, 1_000, 1_500]],
  [769_056, [0, 300_000, 600_000]],
  [7_200_000, [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
])('%s ms is marked at round places', (to, ticks) => {
  expect(ticksOf({ from: 0, to }).map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
});
