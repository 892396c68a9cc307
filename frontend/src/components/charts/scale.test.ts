import { expect, test } from 'vitest';
import { barsOf, nearest, pathOf, stacked, topOf } from './scale';

test.each([
  [[0.3, 0.07], 0.5],
  [[80], 100],
  [[1], 1],
  [[1.2, null], 2],
  [[2_100], 2_500],
  [[0, null], 0],
  [[], 0],
])('the top of %j is %s', (values, top) => expect(topOf(values)).toBeCloseTo(top, 9));

test('a line breaks where nothing is known, and a value alone is seen', () => {
  expect(pathOf([0, 10, null, 5], 10)).toBe('M12.5 100L37.5 0M81.25 50h12.5');
});

test('bars stand upon each other', () => {
  const lines = [
    [2, null],
    [2, 4],
  ];
  expect(stacked(lines)).toEqual([4, 4]);
  expect(barsOf(lines, 1, 4)).toEqual([
    { x: 6, y: 0, width: 38, height: 50 },
    { x: 56, y: 0, width: 38, height: 100 },
  ]);
  expect(barsOf(lines, 0, 4)[1]).toBeNull();
});

test('a pointer at the very edge is at the last value', () => {
  expect(nearest(1, 7)).toBe(6);
  expect(nearest(-0.1, 7)).toBe(0);
  expect(nearest(0.5, 7)).toBe(3);
});
