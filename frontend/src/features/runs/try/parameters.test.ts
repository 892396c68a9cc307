import { expect, test } from 'vitest';
import { summaryOf } from './parameters';

test.each([
  [null, 'No parameters'],
  ['', 'No parameters'],
  ['{}', 'No parameters'],
  ['{"model": "small", "temperature": 0.20, "tools": [{}]}', 'model small, temperature 0.20, tools'],
  ['half', 'Cannot be read'],
])('%s is %s', (text, words) => expect(summaryOf(text)).toBe(words));
