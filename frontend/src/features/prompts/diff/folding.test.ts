import { expect, it } from 'vitest';
import { folded, isFold } from './folding';
import type { Row } from './rows';

const row = (op: Row['op']): Row => ({ op, from_line: 1, to_line: 1, from_text: [['x', false]], to_text: [['x', false]] });
const shape = (ops: Row['op'][]) => folded(ops.map(row)).map((item) => (isFold(item) ? item.fold.length : item.op));
const same = (count: number) => Array<Row['op']>(count).fill('same');

it('keeps three lines around a change', () => {
  expect(shape([...same(10), 'changed', ...same(10)])).toEqual([7, ...same(3), 'changed', ...same(3), 7]);
});

it('folds nothing where that saves nothing', () => {
  expect(shape(['added', ...same(7), 'removed'])).toEqual(['added', ...same(7), 'removed']);
});
