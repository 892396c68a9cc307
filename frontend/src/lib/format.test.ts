import { describe, expect, it } from 'vitest';
import { counted, exactTime, timeAgo } from './format';

const NOW = Date.parse('2026-03-31T12:00:00Z');

describe('timeAgo', () => {
  it.each([
    ['2026-03-31T11:59:30.000000Z', 'just now'],
    ['2026-03-31T12:00:05.000000Z', 'just now'],
    ['2026-03-31T11:56:00.000000Z', '4 min. ago'],
    ['2026-03-31T09:00:00.000000Z', '3 hr. ago'],
    ['2026-03-30T11:00:00.000000Z', 'yesterday'],
    ['2026-03-21T12:00:00.000000Z', '10 days ago'],
    ['2026-02-01T12:00:00.000000Z', '2026-02-01'],
  ])('says of %s: %s', (iso, words) => {
    expect(timeAgo(iso, NOW)).toBe(words);
  });
});

describe('counted', () => {
  it('knows one, many, and a count that stopped', () => {
    expect(counted(1, 'prompt')).toBe('1 prompt');
    expect(counted(1234, 'prompt')).toBe('1,234 prompts');
    expect(counted(10_000, 'prompt', true)).toBe('10,000+ prompts');
  });
});

it('prints a time to the second', () => {
  expect(exactTime('2026-03-31T11:56:07.123456Z')).toBe('2026-03-31 11:56:07 UTC');
});
