import { expect, test } from 'vitest';
import { readLines } from './lines';

test('lines are counted, and empty ones are none', () => {
  expect(readLines('{"key": "1", "output": "4"}\n\n{"key": "2", "error": "timeout"}\n')).toEqual({ count: 2, problems: [] });
});

test('what is no output is named by its line', () => {
  const { problems } = readLines('{\n[1]\n{"output": "x"}\n{"key": "3"}');
  expect(problems).toEqual([
    'Line 1: not JSON.',
    'Line 2: not an object.',
    'Line 3: without the `key` of an item.',
    'Line 4: without an `output` or an `error`.',
  ]);
});

test('a few problems are enough to be told', () => {
  expect(readLines('{\n'.repeat(50)).problems).toHaveLength(5);
});
