import { expect, test } from 'vitest';
import { projectIn, within } from './project';

test.each([
  ['project=support', 'support'],
  ['q=a', null],
  ['project=', '-'],
  ['project=Not a slug', '-'],
  ['project=a%0d%0aX: y', '-'],
])('%s names %s', (search, slug) => expect(projectIn(new URLSearchParams(search))).toBe(slug));

test.each([
  ['/prompts?q=a#b', 'support', '/prompts?q=a&project=support#b'],
  ['/prompts?project=other', 'support', '/prompts?project=support'],
  ['/prompts?project=other', 'default', '/prompts'],
  ['/prompts', null, '/prompts'],
])('%s within %s is %s', (address, slug, there) => expect(within(address, slug)).toBe(there));
