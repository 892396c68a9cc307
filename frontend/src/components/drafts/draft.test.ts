import { expect, test } from 'vitest';
import { requestOf } from '@/lib/bodies';
import { asJson, bodyOf, draftOf, NotJson, parametersIn, readableBodyOf } from './draft';

/** Nothing of it may pass through JavaScript's objects: "10" would come first, 1.0 as 1, the seed rounded. */
const CHAT = {
  content: null,
  messages: [
    '{"role":"system","content":"Be {{ tone }}.\\r\\n"}',
    '{"content":"The other way round","role":"user"}',
    '{"type":"placeholder","name":"history"}',
    '{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}',
    '{"role":"assistant","content":"Calling","tool_calls":[{"arguments":{"b":1.0,"10":1,"2":0}}]}',
    '{"role":"assistant","tool_calls":[{"id":"2"}]}',
  ],
  parameters: '{"temperature":1.0,"seed":12345678901234567890,"10":"x","2":1e2}',
};

const compact = (text: string) => text.replaceAll(/\s*\n\s*/g, '').replaceAll(/": (?=[^"]|")/g, '":');

test('a chat comes back as it was written, whatever its messages carry', () => {
  const { messages, parameters } = bodyOf(draftOf(CHAT));
  expect(messages?.map(compact)).toEqual(CHAT.messages);
  expect(compact(parameters ?? '')).toBe(CHAT.parameters);
});

test('messages get the form that holds all of them', () => {
  const forms = ['text', 'text', 'placeholder', 'json', 'json', 'json'];
  expect(draftOf(CHAT).messages.map((message) => message.form)).toEqual(forms);
});

test('a field that is changed changes nothing else of its message', () => {
  const draft = draftOf(CHAT);
  const messages = draft.messages.map((message) => (message.form === 'text' ? { ...message, text: 'New' } : message));
  expect(bodyOf({ ...draft, messages }).messages?.map(compact).slice(0, 3)).toEqual([
    '{"role":"system","content":"New"}',
    '{"content":"New","role":"user"}',
    '{"type":"placeholder","name":"history"}',
  ]);
});

test('a text is sent byte for byte, and JSON as it was written', () => {
  const body = { content: ' a\r\n\u2028\t"', messages: null, parameters: '{"10": 1.0, "2": 1}' };
  const request = requestOf({ message: null, labels: ['production'] }, bodyOf({ ...draftOf(body), parameters: body.parameters }));
  expect((JSON.parse(request) as { content: string }).content).toBe(body.content);
  expect(request).toContain('"parameters": {"10": 1.0, "2": 1}');
  expect(JSON.parse(request)).toMatchObject({ message: null, labels: ['production'] });
});

test('a message turned to JSON says the same', () => {
  const draft = draftOf(CHAT);
  expect(bodyOf({ ...draft, messages: draft.messages.map(asJson) }).messages?.map(compact)).toEqual(CHAT.messages);
});

test.each(['{', '[1]', '"text"', '1'])('%s is no object of parameters', (text) => {
  expect(() => parametersIn(text)).toThrow(NotJson);
});

test.each(['', ' \n', 'null'])('%j means no parameters', (text) => {
  expect(parametersIn(text)).toBeNull();
});

test('what cannot be read yet is compared as it was', () => {
  const draft = { ...draftOf(CHAT), parameters: '{"temperature":' };
  expect(readableBodyOf(draft, CHAT).parameters).toEqual(CHAT.parameters);
});
