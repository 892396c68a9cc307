import { expect, it } from 'vitest';
import { bodyOf, draftOf, NotJson } from './draft';

it('gives back the text and the parameters it was made from', () => {
  const body = { content: 'Hi {{ name }}\r\n', messages: null, parameters: { z: 1, a: { y: [], b: null } } };

  expect(JSON.stringify(bodyOf(draftOf(body)))).toBe(JSON.stringify(body));
});

it('gives back messages, placeholders, and what it has no field for', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: [{ type: 'text', text: 'Look' }, { type: 'image_url', image_url: { url: 'x' } }] },
    { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
  ];
  const body = { content: null, messages, parameters: null };

  expect(bodyOf(draftOf(body))).toEqual(body);
});

it('refuses parameters that are no JSON', () => {
  expect(() => bodyOf({ ...draftOf({ content: 'a', messages: null, parameters: null }), parameters: '{' })).toThrow(
    NotJson,
  );
});
