import { expect, test } from 'vitest';
import { guessed, mappingOf, wrongIn } from './mapping';

test('names say what a column is, and all others are the input', () => {
  expect(guessed(['question', 'answer', 'id'])).toEqual({ question: 'input', answer: 'expected', id: 'key' });
  expect(guessed(['input', 'note'])).toEqual({ input: 'input', note: 'none' });
});

test('what the server would do by itself is not asked for', () => {
  expect(mappingOf(guessed(['question', 'answer']))).toBeNull();
});

test('columns become members of the input, unless one says that it is the whole', () => {
  expect(mappingOf({ Question: 'input', Answer: 'expected', Nr: 'key', source: 'metadata' })).toBe(
    '{"input":{"Question":"Question"},"expected":"Answer","key":"Nr","metadata":["source"]}',
  );
  expect(mappingOf({ input: 'input', Answer: 'expected' })).toBe('{"input":"input","expected":"Answer"}');
  expect(mappingOf({ a: 'input', b: 'input', c: 'expected', d: 'expected' })).toBe(
    '{"input":{"a":"a","b":"b"},"expected":{"c":"c","d":"d"}}',
  );
});

test('an answer that is not the expected one is not in the input either', () => {
  expect(guessed(['question', 'answer', 'output'])).toEqual({ question: 'input', answer: 'expected', output: 'none' });
});

test('what makes no item is said before anything is sent', () => {
  expect(wrongIn({ a: 'expected' })).toContain('input');
  expect(wrongIn({ a: 'input', b: 'key', c: 'key' })).toContain('key');
  expect(wrongIn({ a: 'input' })).toBeNull();
});
