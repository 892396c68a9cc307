import { expect, test } from 'vitest';
import { NotJson } from '@/components/drafts/draft';
import { fieldsOf, inputOf, once, valuesOf } from './values';

const text = (name: string) => ({ name, holds: 'text' });

test('a text has a field for each variable', () =>
  expect(fieldsOf({ content: '{{ a }} {{ b }} {{a}}', messages: null })).toEqual([text('a'), text('b')]));

test('a chat has fields for its texts, its parts and its placeholders', () =>
  expect(
    fieldsOf({
      content: null,
      messages: [
        '{"role": "system", "content": "{{ who }}"}',
        '{"type": "placeholder", "name": "history"}',
        '{"role": "user", "content": [{"type": "text", "text": "{{ question }}"}, {"type": "image_url"}]}',
      ],
    }),
  ).toEqual([text('who'), { name: 'history', holds: 'messages' }, text('question')]));

test('the same name in two bodies is one field', () => expect(once([text('a'), text('a')] as never)).toHaveLength(1));

test('what nobody filled in is empty', () =>
  expect(inputOf([text('a'), text('b'), { name: 'h', holds: 'messages' }] as never, { a: 'x"y' })).toBe('{"a": "x\\"y", "b": "", "h": []}'));

test.each(['half', '{"role": "user"}'])('%s are no messages', (given) =>
  expect(() => inputOf([{ name: 'h', holds: 'messages' }], { h: given })).toThrow(NotJson));

test('values come back as they are written', () =>
  expect(valuesOf({ a: 'x', n: 7, h: [{ role: 'user' }] })).toEqual({ a: 'x', n: '7', h: '[\n  {\n    "role": "user"\n  }\n]' }));
