import { expect, test } from 'vitest';
import { about, cost, count, counted, duration, exactTime, share, shortTime, timeAgo } from './format';

const NOW = Date.parse('2026-11-24T12:00:00.000000Z');

test.each([
  ['2026-11-24T11:59:30.000000Z', 'just now'],
  ['2026-11-24T12:00:05.000000Z', 'just now'],
  ['2026-11-24T11:45:00.000000Z', '15 min. ago'],
  ['2026-11-24T09:00:00.000000Z', '3 hr. ago'],
  ['2026-11-23T09:00:00.000000Z', 'yesterday'],
  ['2026-11-20T09:00:00.000000Z', '4 days ago'],
  ['2026-01-20T09:00:00.000000Z', '2026-01-20'],
])('%s is %s', (at, words) => expect(timeAgo(at, NOW)).toBe(words));

test('counts are grouped, and open where counting stopped', () => {
  expect(count(10_000, true)).toBe('10,000+');
  expect(counted(1, 'prompt')).toBe('1 prompt');
  expect(counted(0, 'prompt')).toBe('0 prompts');
});

test('an exact time is in UTC, to the second', () => {
  expect(exactTime('2026-11-24T00:01:02.345678Z')).toBe('2026-11-24 00:01:02 UTC');
});

test.each([
  [0, '0 ms'],
  [0.2, '< 1 ms'],
  [412.4, '412 ms'],
  [999.7, '1.0 s'],
  [3_249, '3.2 s'],
  [9_970, '10 s'],
  [59_600, '1 min'],
  [769_056, '12 min 49 s'],
  [7_500_000, '2 hr 5 min'],
])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

test.each([
  [0, '$0'],
  [0.0000001, '< $0.000001'],
  [0.00012345, '$0.00012'],
  [0.25, '$0.25'],
  [0.999, '$1.00'],
  [1234.5, '$1,234.50'],
])('%d dollars are %s', (usd, words) => expect(cost(usd)).toBe(words));

test('a place on an axis is a day or an hour', () => {
  expect(shortTime('2026-10-04T14:00:00Z')).toBe('4 Oct');
  expect(shortTime('2026-10-04T14:00:00Z', 'hour')).toBe('4 Oct 14:00');
});

test.each([
  [3, 1_200, '0.3 %'],
  [1, 2_000_000, '< 0.1 %'],
  [0, 0, '0 %'],
  [2, 3, '67 %'],
])('%s of %s is %s', (part, whole, words) => expect(share(part, whole)).toBe(words));

test.each([
  [0.25, '0.25'],
  [9_999, '9,999'],
  [12_400, '12.4 k'],
  [48_230_000, '48.2 M'],
])('%s is about %s', (value, words) => expect(about(value)).toBe(words));
