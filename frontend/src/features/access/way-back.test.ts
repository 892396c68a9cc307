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
  // Once its dots are gone, a path may begin as another host does.
  ['/.//evil.example', '/prompts'],
  ['/..//evil.example', '/prompts'],
  ['/./\\evil.example', '/prompts'],
  ['/%2e//evil.example', '/prompts'],
  ['/admin/..//evil.example', '/prompts'],
  ['http://here//evil.example', '/prompts'],
  ['http:\\\\here\\\\evil.example', '/prompts'],
  ['/\t/evil.example', '/prompts'],
  ['/admin//', '/admin//'],
])('%s leads to %s', (next, path) => expect(wayBack(next)).toBe(path));
