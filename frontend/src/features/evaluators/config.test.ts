import { expect, test } from 'vitest';
import { configOf, differencesOf, fieldsOf, scaleWords, summaryOf, typedOf } from './config';

const kind = {
  kind: 'judge',
  config_schema: {
    properties: {
      prompt: { type: 'string' },
      label: { enum: ['production', 'latest'] },
      pass_at: { type: 'number' },
      ignore_case: { type: 'boolean', default: true },
      phrases: { type: 'array', items: { type: 'string' } },
      parameters: { type: 'object', description: 'Any.' },
    },
    required: ['prompt'],
  },
};
const fields = fieldsOf(kind);

test('each property has a field that fits it', () => {
  expect(fields.map(({ name, form }) => [name, form])).toEqual([
    ['prompt', 'prompt'],
    ['label', 'choice'],
    ['pass_at', 'number'],
    ['ignore_case', 'switch'],
    ['phrases', 'lines'],
    ['parameters', 'json'],
  ]);
  expect(fields[2]).toMatchObject({ words: 'Pass at', required: false });
  expect(fields[0]?.required).toBe(true);
});

test('each says its range and its direction', () => {
  expect(scaleWords('length', { minimum: 5 })).toBe('Scores from 0 to 1; more is better.');
  expect(scaleWords('judge', { maximum: 5, direction: 'lower' })).toBe('Scores from 0 to 5; less is better.');
});

test('a config survives being shown and read again', () => {
  const config = { prompt: 'judge', pass_at: 0.5, ignore_case: false, phrases: ['a', 'b, c'], parameters: { model: 'small' } };
  expect(configOf(fields, typedOf(fields, config))).toEqual({ config, wrong: {} });
});

test('what is empty is left out, and what is needed is asked for', () => {
  expect(configOf(fields, { prompt: ' ', parameters: '{' })).toEqual({ config: {}, wrong: { prompt: 'This is needed.', parameters: 'This is not JSON.' } });
});

test('versions differ in what was written, added and taken out', () => {
  expect(differencesOf({ a: 1, b: [1] }, { b: [1], c: 2 })).toEqual([
    { name: 'a', before: 1, after: undefined },
    { name: 'c', before: undefined, after: 2 },
  ]);
  expect(summaryOf({})).toBe('as usual');
  expect(summaryOf({ pass_at: 0.5 })).toBe('pass at 0.5');
});
