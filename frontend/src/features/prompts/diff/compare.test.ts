import { expect, test } from 'vitest';
import type { Segment } from './rows';
import { compareBodies, rowsBetween } from './compare';
import { summaryOf } from './summary';

const text = (content: string, parameters: string | null = null) => ({ content, messages: null, parameters });
const joined = (segments: Segment[] | null) => (segments ?? []).map(([piece]) => piece).join('');

test('both texts can be read from the rows again', () => {
  const [old, now] = ['one\ntwo\nthree\n\nfive', 'zero\none\ntwo and more\nfive\n'];
  const rows = rowsBetween(old, now);
  expect(rows.filter((row) => row.from_text).map((row) => joined(row.from_text)).join('\n')).toBe(old);
  expect(rows.filter((row) => row.to_text).map((row) => joined(row.to_text)).join('\n')).toBe(now);
});

test('what changed in a line is marked by the word', () => {
  const [row] = rowsBetween('Greet the guest', 'Greet every guest');
  expect(row).toMatchObject({ op: 'changed', from_line: 1, to_line: 1 });
  expect(row?.from_text).toEqual([['Greet ', false], ['the', true], [' guest', false]]);
  expect(row?.to_text).toEqual([['Greet ', false], ['every', true], [' guest', false]]);
});

test('a number is one word, and so is one with an umlaut', () => {
  const [row] = rowsBetween('für temperature 0.7', 'führt temperature 0');
  expect(row?.from_text).toEqual([['für', true], [' temperature ', false], ['0.7', true]]);
  expect(row?.to_text).toEqual([['führt', true], [' temperature ', false], ['0', true]]);
});

test('lines with little in common are one removed and one added', () => {
  expect(rowsBetween('alpha beta gamma', 'one two three four').map((row) => row.op)).toEqual(['removed', 'added']);
});

test('only line feeds end a line', () => {
  expect(rowsBetween('a\u2028b\r', 'a\u2028b\r')).toHaveLength(1);
});

test('a summary counts words and names new variables', () => {
  const summary = summaryOf(compareBodies(text('Greet {{ name }}.'), text('Greet {{ name }} in {{ language }}.', '{"a": 1}')));
  expect(summary).toMatchObject({ added: 2, removed: 0, parameters: 3, newVariables: ['language'], isEqual: false });
});

test('equal bodies are equal', () => {
  const chat = { content: null, messages: ['{"role": "user", "content": "Hi"}'], parameters: '{"a": 1}' };
  expect(summaryOf(compareBodies(chat, structuredClone(chat))).isEqual).toBe(true);
});

test('another role is a difference', () => {
  const chat = (role: string) => ({ content: null, messages: [JSON.stringify({ role, content: 'Hi' })], parameters: null });
  expect(summaryOf(compareBodies(chat('user'), chat('system'))).isEqual).toBe(false);
});
