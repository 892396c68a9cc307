import { expect, test } from 'vitest';
import { changeOf, type Group, keyOf, timesOf, valuesAt } from './series';

const PERIOD = { since: '2026-11-24T22:00:00.000000Z', until: '2026-11-25T01:00:00.000000Z', step: 'hour' } as const;

test('every hour of a period has a place', () => {
  expect(timesOf(PERIOD)).toEqual(['2026-11-24T22:00:00.000Z', '2026-11-24T23:00:00.000Z', '2026-11-25T00:00:00.000Z']);
  expect(timesOf({ ...PERIOD, until: PERIOD.since })).toEqual([]);
});

test('an hour without calls has none, and no latency', () => {
  const points = [{ at: '2026-11-24T23:00:00.000000Z', calls: 7, p50_ms: null }];
  expect(valuesAt(timesOf(PERIOD), points, (point) => point.calls, 0)).toEqual([0, 7, 0]);
  expect(valuesAt(timesOf(PERIOD), points, (point) => point.p50_ms, null)).toEqual([null, null, null]);
});

test('groups are the same by all of their key', () => {
  const group = (model: string | null, is_other = false) => ({ key: { model }, is_other }) as Group;
  expect(keyOf(group('a'))).toBe(keyOf(group('a')));
  expect(keyOf(group(null))).not.toBe(keyOf(group(null, true)));
});

test.each([
  [112, 100, '+12 %'],
  [97, 100, '−3 %'],
  [100, 100, 'the same'],
  [5, 0, null],
  [null, 3, null],
])('%s after %s is %s', (now, before, words) => expect(changeOf(now, before)).toBe(words));
