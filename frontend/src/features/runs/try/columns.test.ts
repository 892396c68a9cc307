import { expect, test } from 'vitest';
import { columnIn, columnText, firstColumns, oneMore, ranked, slotOf, versionOf, without } from './columns';

const column = (of: string, connection = '', parameters: string | null = null) => ({ of, connection, parameters });

test.each([
  ['3', column('3')],
  ['production@main', column('production', 'main')],
  ['draft@a%40b%20%7B1%7D{"temperature": 0}', column('draft', 'a@b {1}', '{"temperature": 0}')],
  ['latest{}', column('latest', '', '{}')],
])('%s goes both ways', (text, meant) => {
  expect(columnIn(text)).toEqual(meant);
  expect(columnText(meant)).toBe(text);
});

test.each(['', 'eu', '-1', '3;drop', '3@%E0%A4%A'])('%s is no column', (text) => expect(columnIn(text)).toBeNull());

test('what is too long for an address, or cannot be read, is left out of it', () => {
  expect(columnText(column('3', 'main', `{"a": "${'b'.repeat(2000)}"}`))).toBe('3@main');
  expect(columnText(column('3', 'main', 'half'))).toBe('3@main');
});

test('one begins with what is served, else with the newest, else with a draft', () => {
  expect(firstColumns(2)[0]?.of).toBe('production');
  expect(firstColumns(null)[0]?.of).toBe('latest');
  expect(firstColumns(undefined)[0]?.of).toBe('draft');
});

test('the next column is of what is not there yet, and a fifth is none', () => {
  const two = oneMore([column('production', 'main')], true);
  expect(two[1]).toMatchObject(column('latest', 'main'));
  expect(oneMore([column('draft')], false)[1]).toMatchObject(column('draft'));
  expect(oneMore([...two, ...two], true)).toHaveLength(4);
});

test('a label is the version that it names now', () => {
  expect(versionOf(column('production'), 2, 5)).toBe(2);
  expect(versionOf(column('production'), null, 5)).toBeNull();
  expect(versionOf(column('latest'), null, 5)).toBe(5);
  expect(versionOf(column('3'), 2, 5)).toBe(3);
  expect(versionOf(column('draft'), 2, 5)).toBeNull();
});

test('a column keeps its run when another goes, and a new one has none', () => {
  const left = without([column('1'), column('2'), column('3')], 0);
  expect(left.map(slotOf)).toEqual([1, 2]);
  expect(oneMore(left, false).map(slotOf)).toEqual([1, 2, 4]);
  expect(ranked(left).map(slotOf)).toEqual([0, 1]);
});
