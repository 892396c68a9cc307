import { expect, test } from 'vitest';
import { callsOf, creationOf, formFor, pointerOf, wrongIn } from './form';

const form = { ...formFor({ prompt: 'a/b', version: '2', dataset: 'tickets' }) };

test('a version is a number or a label', () => {
  expect(pointerOf('v3')).toEqual({ version: 3 });
  expect(pointerOf(' Latest ')).toEqual({ label: 'latest' });
  expect(pointerOf('')).toEqual({});
  expect(pointerOf('newest')).toBeNull();
});

test('what is left empty is not sent', () => {
  expect(creationOf(form)).toEqual({
    name: undefined,
    dataset: 'tickets',
    dataset_version: undefined,
    prompts: [{ prompt_name: 'a/b', version: 2 }],
    connection: undefined,
    parameters: undefined,
    evaluators: [],
    trials: 1,
    concurrency: undefined,
    budget_usd: undefined,
  });
});

test('several versions and evaluators of a version are sent as they were chosen', () => {
  const sent = creationOf({
    ...form,
    subjects: [...form.subjects, { name: 'a/b', version: 'production' }, { name: '', version: '' }],
    evaluators: [{ name: 'exact', version: 'v2' }, { name: 'short', version: '' }],
    parameters: '{"temperature": 0.2}',
  });
  expect(sent.prompts).toEqual([
    { prompt_name: 'a/b', version: 2 },
    { prompt_name: 'a/b', label: 'production' },
  ]);
  expect(sent.evaluators).toEqual([{ name: 'exact', version: 2 }, { name: 'short' }]);
  expect(sent.parameters).toEqual({ temperature: 0.2 });
});

test('what cannot be is said before anything is sent', () => {
  expect(wrongIn(form)).toEqual({});
  expect(Object.keys(wrongIn({ ...form, dataset: '', parameters: '{', subjects: [{ name: 'a', version: 'x' }] }))).toEqual(['dataset', 'prompts', 'parameters']);
  expect(wrongIn({ ...form, subjects: [{ name: ' ', version: '' }] }).prompts).toContain('at least one');
});

test('it makes a call for each item, version and trial', () => {
  expect(callsOf({ ...form, trials: 3, subjects: [...form.subjects, { name: 'c', version: '' }] }, 100)).toBe(600);
  expect(callsOf(form, undefined)).toBeNull();
});
