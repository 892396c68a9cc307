import { expect, test } from 'vitest';
import { changesOf, short } from './changes';

test('each field is said before and after', () =>
  expect(changesOf({ role: ['viewer', 'editor'], version: [null, 2], scopes: [['read'], ['read', 'write']] })).toEqual([
    { field: 'role', before: 'viewer', after: 'editor' },
    { field: 'version', before: '', after: '2' },
    { field: 'scopes', before: 'read', after: 'read, write' },
  ]));

test('an empty list is not mistaken for nothing', () =>
  expect(changesOf({ tags: [[], null] })).toEqual([{ field: 'tags', before: 'none', after: '' }]));

test.each([
  ['0123456789ab'.padEnd(64, 'c'), '0123456789ab…'],
  ['c'.repeat(65), 'c'.repeat(65)],
  ['word '.repeat(40), `${'word '.repeat(32)}…`],
  ['brief', 'brief'],
])('%s is cut to its row', (value, shown) => expect(short(value)).toBe(shown));
