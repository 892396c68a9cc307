import { expect, test } from 'vitest';
import { givenTo } from './span-input';

const given = (part: Partial<Parameters<typeof givenTo>[0]>) => givenTo({ input: null, model: null, parameters: null, ...part });
const said = (content: string) => [{ role: 'user', content }];

test('messages are sent again as they were', () => {
  expect(given({ input: said('Hi') }).messages).toEqual(said('Hi'));
  expect(given({ input: { messages: said('Hi') } }).messages).toEqual(said('Hi'));
});

test('what are no messages is what a user said', () => {
  expect(given({ input: 'Hi' }).messages).toEqual(said('Hi'));
  expect(given({ input: { question: 7 } }).messages).toEqual(said('{\n  "question": 7\n}'));
  expect(given({ input: null }).messages).toEqual([]);
});

test('the model is one of the parameters, unless they name another', () => {
  expect(given({ model: 'small', parameters: { temperature: 0 } }).parameters).toEqual({ model: 'small', temperature: 0 });
  expect(given({ model: 'small-2026', parameters: { model: 'small' } }).parameters).toEqual({ model: 'small' });
  expect(given({}).parameters).toBeNull();
});
