import { expect, test } from 'vitest';
import { count, counted, exactTime, timeAgo } from './format';

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
