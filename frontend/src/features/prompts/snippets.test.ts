import { expect, test } from 'vitest';
import { fetchByCurl, fetchByPython } from './snippets';

test('slashes stay, and what means something in a URL is escaped', () => {
  expect(fetchByCurl('http://here', 'a/b c?d')).toContain("'http://here/api/prompts/by-name/a/b%20c%3Fd'");
});

test('a quote in a name ends no quoting', () => {
  expect(fetchByCurl('http://here', "it's")).toContain("it'\\''s");
  expect(fetchByPython('http://here', 'say "x"')).toContain('"http://here/api/prompts/by-name/say%20%22x%22"');
});
