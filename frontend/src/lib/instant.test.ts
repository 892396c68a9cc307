import { expect, test } from 'vitest';
import { msOf } from './instant';

test('microseconds are kept, of a whole second there are none', () => {
  const second = Date.parse('2026-11-24T12:00:05Z');
  expect(msOf('2026-11-24T12:00:05.000250Z') - second).toBeCloseTo(0.25, 3);
  expect(msOf('2026-11-24T12:00:05.999999Z') - second).toBeCloseTo(999.999, 3);
  expect(msOf('2026-11-24T12:00:05Z')).toBe(second);
});
