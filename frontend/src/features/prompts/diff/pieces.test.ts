import { expect, it } from 'vitest';
import { piecesOf, variablesIn } from './pieces';

it('finds variables as the server does', () => {
  expect(variablesIn('{{ a }} {{b.c-d}} {{ a }} {{1x}} {{ x\n}} {{> part}} { {y} }')).toEqual(['a', 'b.c-d']);
});

it('finds a variable whose name is what differs', () => {
  const pieces = piecesOf([
    ['Hi {{ ', false],
    ['you', true],
    [' }}!', false],
  ]);

  expect(pieces.map(({ text, differs, variable }) => [text, differs, variable])).toEqual([
    ['Hi ', false, false],
    ['{{ ', false, true],
    ['you', true, true],
    [' }}', false, true],
    ['!', false, false],
  ]);
});
