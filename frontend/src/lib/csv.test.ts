import { expect, test } from 'vitest';
import { csvOf } from './csv';

test('cells are quoted where they need to be, and what is not known is empty', () => {
  expect(csvOf(['at', 'calls'], [['a,"b"', 1_200.5], ['two\nlines', null]])).toBe('at,calls\r\n"a,""b""",1200.5\r\n"two\nlines",\r\n');
});

test('no text becomes a formula, and numbers stay numbers', () => {
  expect(csvOf(['name'], [['=1+1'], ['@x'], [-3]])).toBe("name\r\n'=1+1\r\n'@x\r\n-3\r\n");
});
