import { expect, test } from 'vitest';
import { paceOf } from './pace';

const START = '2026-01-31T12:00:00.000000Z';
const after = (seconds: number) => Date.parse(START) + seconds * 1000;

test('the rest takes as long as what is over took, result by result', () => {
  expect(paceOf({ done_count: 30, result_count: 120 }, START, after(60))).toEqual({ aMinute: 30, leftMs: 180_000 });
});

test('before the first result, and by a clock that is behind, nothing is said', () => {
  expect(paceOf({ done_count: 0, result_count: 120 }, START, after(60))).toBeNull();
  expect(paceOf({ done_count: 3, result_count: 120 }, START, after(-1))).toBeNull();
});
