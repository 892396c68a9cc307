import { expect, test } from 'vitest';
import { startOf, startOfNext } from './days';

test('a day begins in UTC', () => expect(startOf('2026-01-31')).toBe('2026-01-31T00:00:00Z'));
test('the last day of a month is followed by the next month', () =>
  expect(startOfNext('2026-02-28')).toBe('2026-03-01T00:00:00Z'));
