import { expect, test } from 'vitest';
import { mergeBodies, mergeTexts } from './rebase';

const text = (content: string, parameters: object | null = null) => ({
  content,
  messages: null,
  parameters: parameters && JSON.stringify(parameters),
});
const chat = (...contents: string[]) => ({
  content: null,
  messages: contents.map((content) => JSON.stringify({ role: 'user', content })),
  parameters: null,
});

test('changes in different lines go together', () => {
  expect(mergeTexts('a, mine\nb\nc', 'a\nb\nc', 'a\nb\nc, theirs')).toBe('a, mine\nb\nc, theirs');
});

test('the same change made twice is made once', () => {
  expect(mergeTexts('x\nb', 'a\nb', 'x\nb')).toBe('x\nb');
});

test('two changes of one line are for a person', () => {
  expect(mergeTexts('a, mine', 'a', 'a, theirs')).toBeNull();
  expect(mergeBodies(text('a, mine'), text('a'), text('a, theirs'))).toBeNull();
});

test('parameters are merged key by key', () => {
  const merged = mergeBodies(text('a', { t: 0, m: 'x' }), text('a', { t: 1, m: 'x', k: 1 }), text('a', { t: 1, m: 'y', k: 1 }));
  expect(JSON.parse(merged?.parameters ?? '')).toEqual({ t: 0, m: 'y' });
});

test('what is merged stays as it was written', () => {
  const mine = { ...text('a'), parameters: '{"b": 1.0, "10": 2.50}' };
  const theirs = { ...text('a'), parameters: '{"b": 2, "10": 2.5, "2": 1e2}' };
  const base = { ...text('a'), parameters: '{"b": 2, "10": 2.50}' };
  expect(mergeBodies(mine, base, theirs)?.parameters).toBe('{"b": 1.0, "10": 2.5, "2": 1e2}');
});

test('the same key set twice is for a person', () => {
  expect(mergeBodies(text('a', { t: 0 }), text('a', { t: 1 }), text('a', { t: 2 }))).toBeNull();
});

test('messages are merged one by one', () => {
  expect(mergeBodies(chat('a, mine', 'b'), chat('a', 'b'), chat('a', 'b, theirs'))?.messages).toEqual(
    chat('a, mine', 'b, theirs').messages,
  );
});

test('where both added a message, a person says which', () => {
  expect(mergeBodies(chat('a', 'mine'), chat('a'), chat('a', 'theirs'))).toBeNull();
});

test('what only one of them changed is taken', () => {
  expect(mergeBodies(chat('a'), chat('a'), chat('a', 'theirs'))?.messages).toHaveLength(2);
});
