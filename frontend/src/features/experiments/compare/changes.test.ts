import { expect, test } from 'vitest';
import type { ComparedItem, Trial } from '../api/compare';
import { changeOf, valueOf } from './changes';
import { letterOf, withFirst } from './order';

const trial = (value: number | null) =>
  ({ scores: { exact: { value, passed: null, reason: null, error: value === null ? 'no number' : null } } }) as unknown as Trial;
const item = (...columns: (number | null)[][]) => ({ trials: columns.map((values) => values.map(trial)) }) as unknown as ComparedItem;

test('several trials of an item are one value', () => {
  expect(valueOf([trial(1), trial(0), trial(null)], 'exact')).toBe(0.5);
  expect(valueOf([trial(null)], 'exact')).toBeNull();
  expect(valueOf([trial(1)], 'other')).toBeNull();
});

test('whether it is better depends on what is asked for', () => {
  expect(changeOf(item([0], [1]), 1, 'exact', 'higher')).toBe('better');
  expect(changeOf(item([0], [1]), 1, 'exact', 'lower')).toBe('worse');
  expect(changeOf(item([1], [1]), 1, 'exact', 'higher')).toBe('same');
});

test('nothing is said of the first itself, nor without a value', () => {
  expect(changeOf(item([0], [1]), 0, 'exact', 'higher')).toBeNull();
  expect(changeOf(item([null], [1]), 1, 'exact', 'higher')).toBeNull();
  expect(changeOf(item([0], []), 1, 'exact', 'higher')).toBeNull();
});

test('another column can be the one to compare with', () => {
  expect(withFirst(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b']);
  expect([0, 4].map(letterOf)).toEqual(['A', 'E']);
});
