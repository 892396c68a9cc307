import { expect, test } from 'vitest';
import { piecesOf } from './pieces';

test('words that came and went are marked in their place', () => {
  expect(piecesOf('The answer is 4 today', 'The answer is 5 today')).toEqual([
    { text: 'The answer is ', change: null },
    { text: '4', change: 'removed' },
    { text: '5', change: 'added' },
    { text: ' today', change: null },
  ]);
});

test('equal texts, empty ones and quite different ones are shown as they are', () => {
  expect(piecesOf('a', 'a')).toBeNull();
  expect(piecesOf('', 'a')).toBeNull();
  expect(piecesOf('one two three four', 'nothing here is the same at all')).toBeNull();
  expect(piecesOf('a '.repeat(10_000), 'b')).toBeNull();
});
