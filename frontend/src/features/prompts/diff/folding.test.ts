import { expect, test } from 'vitest';
import { folded, isFold } from './folding';
import type { Row } from './rows';

const same = (line: number): Row => ({
  op: 'same',
  from_line: line,
  to_line: line,
  from_text: [['x', false]],
  to_text: [['x', false]],
});
const added: Row = { op: 'added', from_line: null, to_line: 1, from_text: null, to_text: [['new', true]] };
const many = (count: number) => Array.from({ length: count }, (_, index) => same(index + 1));

test('three lines stay around a change', () => {
  const items = folded([...many(10), added, ...many(10)]);
  expect(items.map((item) => (isFold(item) ? item.fold.length : item.op))).toEqual([
    7, 'same', 'same', 'same', 'added', 'same', 'same', 'same', 7,
  ]);
});

test('a fold that saves nothing is none', () => {
  expect(folded([added, ...many(7), added]).some(isFold)).toBe(false);
});

test('no line is lost', () => {
  const rows = [...many(30), added, ...many(4), added, ...many(30)];
  expect(folded(rows).flatMap((item) => (isFold(item) ? item.fold : [item]))).toEqual(rows);
});
