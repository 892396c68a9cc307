import { expect, test } from 'vitest';
import { keyState } from './key-state';

const NOW = Date.parse('2026-11-26T12:00:00Z');

test.each([
  [null, null, 'active'],
  [null, '2027-11-26T12:00:00Z', 'active'],
  [null, '2026-11-27T12:00:00Z', 'ends soon'],
  [null, '2026-11-26T12:00:00Z', 'expired'],
  ['2026-11-01T12:00:00Z', '2027-11-26T12:00:00Z', 'revoked'],
])('revoked %s, expires %s: %s', (revoked_at, expires_at, words) =>
  expect(keyState({ revoked_at, expires_at }, NOW).words).toBe(words),
);

test('without a clock nothing is said to have expired', () =>
  expect(keyState({ revoked_at: null, expires_at: '2001-01-01T00:00:00Z' }, null).words).toBe('active'));
