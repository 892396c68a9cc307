import { expect, test } from 'vitest';
import type { ComparedItem, Trial } from '../api/compare';
import { changeOf, valueOf } from './changes';
import { letterOf, withFirst } from './order';

const trial = (value: number | null) =>
  ({ scores: { exact: { value, passed: null, reason: null, error: value === null ? 'no number' : null } } }) as unknown as Trial;
const item = (...columns: (number | null)[][]) => ({ trials: columns.map((values) => values.map(trial)) }) as unknown as ComparedItem;

test('several trials of an item are one value', () => {
  expect(valueOf([trial(1), trial(0), trial(null)], 'exact', null)).toBe(0.5);
  expect(valueOf([trial(null)], 'exact', null)).toBeNull();
  expect(valueOf([trial(1)], 'other', null)).toBeNull();
  expect(valueOf([trial(1), trial(null)], 'exact', 0)).toBe(0.5);
  expect(valueOf([], 'exact', 0)).toBeNull();
});

const HIGHER = { direction: 'higher', worst: null } as const;

test('an error that counts as the worst is a regression', () => {
  expect(changeOf(item([1], [null]), 1, 'exact', { ...HIGHER, worst: 0 })).toBe('worse');
});

test('whether it is better depends on what is asked for', () => {
  expect(changeOf(item([0], [1]), 1, 'exact', HIGHER)).toBe('better');
  expect(changeOf(item([0], [1]), 1, 'exact', { ...HIGHER, direction: 'lower' })).toBe('worse');
  expect(changeOf(item([1], [1]), 1, 'exact', HIGHER)).toBe('same');
});

test('nothing is said of the first itself, nor without a value', () => {
  expect(changeOf(item([0], [1]), 0, 'exact', HIGHER)).toBeNull();
  expect(changeOf(item([null], [1]), 1, 'exact', HIGHER)).toBeNull();
  expect(changeOf(item([0], []), 1, 'exact', HIGHER)).toBeNull();
});

test('another column can be the one to compare with', () => {
  expect(withFirst(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b']);
  expect([0, 4].map(letterOf)).toEqual(['A', 'E']);
});
