import { expect, test } from 'vitest';
import { piecesOf, variablesIn } from './pieces';

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

test('only names on one line are variables, each named once', () => {
  expect(variablesIn('{{ a.b-c }} {{a.b-c}} {{ 1x }} {{> part }} {{ d\n}} { e }')).toEqual(['a.b-c']);
});
