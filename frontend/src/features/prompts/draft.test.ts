import { expect, test } from 'vitest';
import { asJson, bodyOf, draftOf, NotJson, parametersOf, readableBodyOf, sentBody } from './draft';

const CHAT = {
  content: null,
  messages: [
    { role: 'system', content: 'Be {{ tone }}.\r\n' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }] },
    { role: 'assistant', content: 'Calling', tool_calls: [{ id: '1' }] },
    { role: 'assistant', tool_calls: [{ id: '2' }] },
  ],
  parameters: { temperature: 0.2, model: 'small' },
};

test('a chat comes back as it was, whatever its messages carry', () => {
  expect(JSON.stringify(bodyOf(draftOf(CHAT)))).toBe(JSON.stringify(CHAT));
});

test('messages get the form that holds all of them', () => {
  expect(draftOf(CHAT).messages.map((message) => message.form)).toEqual(['text', 'placeholder', 'json', 'json', 'json']);
});

test('a text is sent byte for byte', () => {
  const body = { content: ' a\r\n\u2028\t', messages: null, parameters: null };
  expect(sentBody(bodyOf(draftOf(body)))).toEqual({ content: body.content, parameters: null });
});

test('a message turned to JSON says the same', () => {
  const draft = draftOf(CHAT);
  expect(bodyOf({ ...draft, messages: draft.messages.map(asJson) })).toEqual(bodyOf(draft));
});

test.each(['{', '[1]', '"text"', '1'])('%s is no object of parameters', (text) => {
  expect(() => parametersOf(text)).toThrow(NotJson);
});

test('what cannot be read yet is compared as it was', () => {
  const draft = { ...draftOf(CHAT), parameters: '{"temperature":' };
  expect(readableBodyOf(draft, CHAT).parameters).toEqual(CHAT.parameters);
});
