import { expect, test } from 'vitest';
import { answered, hasStatus, Refusal } from './problem';

const refusing = (status: number, body?: object) => () =>
  answered({ error: body, response: new Response(null, { status }) });

test('a refusal keeps its words, its code and what is wrong by field', () => {
  const problem = { detail: 'name: Too long.', code: 'invalid', status: 422, errors: { json: { name: ['Too long.'] } } };
  try {
    refusing(422, problem)();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).message).toBe('name: Too long.');
    expect((error as Refusal).fields).toEqual({ name: 'Too long.' });
    expect(hasStatus(error, 422)).toBe(true);
    return;
  }
  expect.unreachable();
});

test('an answer without a reason still says what happened', () => {
  expect(refusing(502)).toThrow(/answered 502/);
});

test('an answer is handed on', () => {
  expect(answered({ data: 1, response: new Response() })).toBe(1);
});
