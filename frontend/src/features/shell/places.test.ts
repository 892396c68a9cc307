import { expect, test } from 'vitest';
import { isWithin } from './places';

test.each([
  ['/runs', true],
  ['/runs/0190', true],
  ['/runserver', false],
  ['/prompts', false],
])('%s is within /runs: %s', (pathname, is) => expect(isWithin(pathname, '/runs')).toBe(is));
