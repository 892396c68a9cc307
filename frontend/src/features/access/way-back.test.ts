import { expect, test } from 'vitest';
import { wayBack } from './way-back';

test.each([
  ['/prompts?q=a#b', '/prompts?q=a#b'],
  ['/admin/', '/admin/'],
  [null, '/prompts'],
  ['', '/prompts'],
  ['https://evil.example/x', '/prompts'],
  ['//evil.example/x', '/prompts'],
  ['/\\evil.example', '/prompts'],
  ['javascript:alert(1)', '/prompts'],
])('%s leads to %s', (next, path) => expect(wayBack(next)).toBe(path));
