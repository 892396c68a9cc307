import { describe, expect, it } from 'vitest';
import { mergeBodies, mergeTexts } from './rebase';

const text = (content: string, parameters: Record<string, unknown> | null = null) => ({
  content,
  messages: null,
  parameters,
});

describe('two authors of one text', () => {
  it('are merged where they changed different lines', () => {
    expect(mergeTexts('A\nb\nc', 'a\nb\nc', 'a\nb\nC')).toBe('A\nb\nC');
  });

  it('are left to a person where they changed the same line', () => {
    expect(mergeTexts('mine', 'base', 'theirs')).toBeNull();
  });
});

describe('two authors of one body', () => {
  it('keep the parameters that only one of them set', () => {
    const merged = mergeBodies(text('a', { model: 'x', top_p: 1 }), text('a', { model: 'x' }), text('b', { model: 'y' }));

    expect(merged).toEqual(text('b', { model: 'y', top_p: 1 }));
  });

  it('are left to a person where both set the same parameter', () => {
    expect(mergeBodies(text('a', { t: 1 }), text('a', { t: 0 }), text('a', { t: 2 }))).toBeNull();
  });

  it('are merged message by message', () => {
    const chat = (...texts: string[]) => ({
      content: null,
      messages: texts.map((content) => ({ role: 'user', content })),
      parameters: null,
    });

    expect(mergeBodies(chat('A', 'b'), chat('a', 'b'), chat('a', 'B'))).toEqual(chat('A', 'B'));
    expect(mergeBodies(chat('A'), chat('a'), chat('B'))).toBeNull();
  });
});
