import { expect, test } from 'vitest';
import { indented, membersOf, objectOf, reader, sameJson, withMember } from './json-text';

const WRITTEN = '{"10":1.0,"2":12345678901234567890,"b":[],"a":{"z":1e2,"é":"\\u00e9"}}';

test('members come in their order, as they were written', () => {
  expect(membersOf(WRITTEN)).toEqual([
    ['10', '1.0'],
    ['2', '12345678901234567890'],
    ['b', '[]'],
    ['a', '{"z":1e2,"é":"\\u00e9"}'],
  ]);
  expect(sameJson(objectOf(membersOf(WRITTEN)), WRITTEN)).toBe(true);
});

test('a value is found by its path', () => {
  const find = reader(`{"versions": [{"parameters": ${WRITTEN}}]}`);
  expect(find('versions', 0, 'parameters')).toBe(WRITTEN);
  expect(() => find('versions', 1)).toThrow('versions.1');
});

test('setting a member leaves the others as they are', () => {
  const withValue = (name: string, value: string) => objectOf(membersOf(WRITTEN).map((one) => (one[0] === name ? [name, value] : one)));
  expect(sameJson(withMember(WRITTEN, 'b', 0.5), withValue('b', '0.5'))).toBe(true);
  expect(sameJson(withMember(WRITTEN, '10', undefined), objectOf(membersOf(WRITTEN).slice(1)))).toBe(true);
  expect(membersOf(withMember(WRITTEN, 'new', 'x')).at(-1)).toEqual(['new', '"x"']);
  expect(membersOf(withMember('{}', 'only', true))).toEqual([['only', 'true']]);
});

test('indenting changes nothing but the space between', () => {
  expect(indented('{"a":[1.0,{}],"b":""}')).toBe('{\n  "a": [\n    1.0,\n    {}\n  ],\n  "b": ""\n}');
  expect(indented('')).toBe('');
});
