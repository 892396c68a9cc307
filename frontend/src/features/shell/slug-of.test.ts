import { expect, test } from 'vitest';
import { slugOf } from './slug-of';

test.each([
  ['Support', 'support'],
  ['Kundenservice (München)', 'kundenservice-munchen'],
  ['  A/B tests ', 'a-b-tests'],
  ['日本', ''],
])('%s → %s', (name, slug) => expect(slugOf(name)).toBe(slug));
