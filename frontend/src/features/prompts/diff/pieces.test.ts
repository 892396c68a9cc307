import { expect, test } from 'vitest';
import { piecesOf } from './pieces';

test('a variable is found across what differs', () => {
  expect(piecesOf([['Hi {{ na', false], ['me2', true], [' }}!', false]])).toEqual([
    { text: 'Hi ', differs: false, variable: false },
    { text: '{{ na', differs: false, variable: true },
    { text: 'me2', differs: true, variable: true },
    { text: ' }}', differs: false, variable: true },
    { text: '!', differs: false, variable: false },
  ]);
});

test('an empty line has no pieces', () => {
  expect(piecesOf([['', false]])).toEqual([]);
});
