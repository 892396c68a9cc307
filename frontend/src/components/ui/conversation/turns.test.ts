import { expect, test } from 'vitest';
import { copied, turnsOf } from './turns';

const parts = (given: unknown) => turnsOf(given).flatMap((turn) => turn.parts);

test('a chat is a turn a message', () =>
  expect(
    turnsOf([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello', name: 'ada' },
    ]),
  ).toEqual([
    { role: 'system', name: null, parts: [{ form: 'text', text: 'Be brief.' }] },
    { role: 'user', name: 'ada', parts: [{ form: 'text', text: 'Hello' }] },
  ]));

test('a lone text, message or value is one turn of the role it is given for', () => {
  expect(turnsOf('Hi', 'assistant')).toEqual([{ role: 'assistant', name: null, parts: [{ form: 'text', text: 'Hi' }] }]);
  expect(turnsOf({ role: 'assistant', content: 'Hi' })).toHaveLength(1);
  expect(parts({ question: 7 })).toEqual([{ form: 'json', value: { question: 7 } }]);
  expect(turnsOf({ messages: [{ role: 'user', content: 'Hi' }] })).toHaveLength(1);
});

test.each([[null], [undefined]])('%s is nothing', (nothing) => expect(turnsOf(nothing)).toEqual([]));

test('what a tool is asked and answers is read from the JSON in it', () =>
  expect(
    parts([
      { role: 'assistant', content: null, tool_calls: [{ id: 'a', function: { name: 'find', arguments: '{"q": 1}' } }] },
      { role: 'tool', tool_call_id: 'a', content: '[1, 2]' },
    ]),
  ).toEqual([
    { form: 'call', id: 'a', name: 'find', given: { q: 1 } },
    { form: 'result', id: 'a', value: [1, 2] },
  ]));

test('the parts of the GenAI conventions are read', () =>
  expect(
    parts([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm.' },
          { type: 'text', content: 'Yes.' },
          { type: 'tool_call', id: 'b', name: 'find', arguments: { q: 2 } },
          { type: 'tool_call_response', id: 'b', response: 'none' },
          { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
        ],
      },
    ]),
  ).toEqual([
    { form: 'reasoning', text: 'Hm.' },
    { form: 'text', text: 'Yes.' },
    { form: 'call', id: 'b', name: 'find', given: { q: 2 } },
    { form: 'result', id: 'b', value: 'none' },
    { form: 'media', what: 'image', name: 'https://example.com/a.png' },
  ]));

test('the blocks of Anthropic are read', () =>
  expect(
    parts([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'tool_use', id: 'c', name: 'find', input: {} },
          { type: 'tool_result', tool_use_id: 'c', content: 'none' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
    ]),
  ).toEqual([
    { form: 'reasoning', text: 'Hm.' },
    { form: 'call', id: 'c', name: 'find', given: {} },
    { form: 'result', id: 'c', value: 'none' },
    { form: 'media', what: 'image', name: 'image/png' },
  ]));

test('an image that is written out is named by its kind and size', () =>
  expect(parts([{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAAAAAA' } }] }])).toEqual([
    { form: 'media', what: 'image', name: 'image/png, 6 bytes' },
  ]));

test.each([[{ type: 'text' }], [{ odd: true }], [7], [true]])('a part that nobody knows, %j, is kept', (part) =>
  expect(parts([{ role: 'user', content: [part] }])).toEqual([{ form: 'json', value: part }]),
);

test('a text that only looks like JSON stays a text', () => expect(parts('{not json')).toEqual([{ form: 'text', text: '{not json' }]));

test('what is copied is all of a turn', () =>
  expect(turnsOf([{ role: 'assistant', content: 'Yes', tool_calls: [{ function: { name: 'f', arguments: '{"q":1}' } }] }]).map(copied)).toEqual([
    'Yes\n\n{\n  "q": 1\n}',
  ]));
