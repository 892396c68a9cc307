import { expect, test } from 'vitest';
import type { Scale } from '@/lib/scores';
import { changesOf, creationOf, EMPTY, formOf, nextCategory, valuesOf } from './form';

const NUMBERS = { name: 'tone', type: 'numeric', minimum: 1, maximum: 5, categories: null, description: null } as Scale;
const WORDS = { ...NUMBERS, type: 'categorical', minimum: null, maximum: null, categories: [{ label: 'good', value: 1 }] } as Scale;

test('only what belongs to the type is sent', () => {
  const typed = { ...EMPTY, name: ' tone ', minimum: 1, maximum: '', description: ' ' };

  expect(creationOf({ ...typed, type: 'boolean' })).toMatchObject({ name: 'tone', minimum: null, categories: null, description: null });
  expect(creationOf({ ...typed, type: 'numeric' })).toMatchObject({ minimum: 1, maximum: null, categories: null });
  expect(creationOf({ ...typed, type: 'categorical', categories: [{ label: ' a ', value: '2' }] })).toMatchObject({
    minimum: null,
    categories: [{ label: 'a', value: 2 }],
  });
});

test('a form that was not touched changes nothing', () => {
  expect(changesOf(formOf(NUMBERS), NUMBERS)).toEqual({});
  expect(changesOf(formOf(WORDS), WORDS)).toEqual({});
});

test('what was changed is sent alone', () => {
  expect(changesOf({ ...formOf(NUMBERS), maximum: 10 }, NUMBERS)).toEqual({ maximum: 10 });
  expect(changesOf({ ...formOf(NUMBERS), minimum: '' }, NUMBERS)).toEqual({ minimum: null });
  expect(changesOf({ ...formOf(WORDS), categories: [{ label: 'fine', value: 1 }] }, WORDS)).toEqual({ categories: [{ label: 'fine', value: 1 }] });
});

test('a further category has a number of its own', () => {
  expect(nextCategory([]).value).toBe(0);
  expect(nextCategory([{ label: 'a', value: 3 }, { label: 'b', value: 0.5 }]).value).toBe(4);
});

test.each([
  [NUMBERS, '1 to 5'],
  [{ ...NUMBERS, maximum: null }, '1 and more'],
  [{ ...NUMBERS, minimum: null }, 'up to 5'],
  [{ ...NUMBERS, minimum: null, maximum: null }, 'any number'],
  [WORDS, 'good (1)'],
  [{ ...NUMBERS, type: 'boolean' } as Scale, 'yes or no'],
])('its values are said in words', (scale, words) => expect(valuesOf(scale)).toBe(words));
