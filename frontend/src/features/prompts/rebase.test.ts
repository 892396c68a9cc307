import { expect, test } from 'vitest';
import { mergeBodies, mergeTexts } from './rebase';

const text = (content: string, parameters: Record<string, unknown> | null = null) => ({ content, messages: null, parameters });
const chat = (...contents: string[]) => ({
  content: null,
  messages: contents.map((content) => ({ role: 'user', content })),
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
  expect(merged?.parameters).toEqual({ t: 0, m: 'y' });
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
