import { expect, test } from 'vitest';
import { EMPTY, itemOf, read, wrongIn, written } from './item-form';

test('a text needs no quotes, and comes back as it was', () => {
  for (const value of ['a text', '42', 'true', '"quoted"', '', { a: 1 }, [1], 0, false]) expect(value === '' ? '' : read(written(value))).toEqual(value);
});

test('what is left empty is nothing', () => {
  expect(itemOf({ ...EMPTY, input: '{"q": "1 + 1?"}', expected: '2' })).toEqual({ input: { q: '1 + 1?' }, expected: 2, metadata: null, tags: [] });
  expect(itemOf({ ...EMPTY, key: ' one ', input: 'Hi' })).toMatchObject({ key: 'one', input: 'Hi', expected: null });
});

test('an item has an input, and metadata are an object', () => {
  expect(Object.keys(wrongIn({ ...EMPTY, metadata: '[1]' }))).toEqual(['input', 'metadata']);
  expect(wrongIn({ ...EMPTY, input: 'Hi', metadata: '{"a": 1}' })).toEqual({});
});
