import { expect, test } from 'vitest';
import { ruleOf, whichOf } from './gates';

const rule = {
  dataset_name: 'tickets',
  min_dataset_version: 2,
  evaluator_name: 'exact',
  evaluator_version: 1,
  minimum: 0.8,
  max_drop: 0.05,
  connection: 'main',
  accept_recorded: false,
  trials: 1,
};

test('a rule is a sentence', () => {
  expect(ruleOf(rule)).toBe(
    'reaches 0.8 and is not worse than the active version by more than 0.05 at 95 % by exact v1 on tickets (v2 or newer), run through main',
  );
  expect(ruleOf({ ...rule, max_drop: null, connection: null, accept_recorded: true, trials: 3 })).toBe(
    'reaches 0.8 by exact v1 on tickets (v2 or newer), with recorded outputs, 3 trials or more',
  );
});

test('it stands before a prompt, those of a prefix, or those with a tag', () => {
  const none = { prompt_name: null, prompt_prefix: null, tag: null };
  expect(whichOf({ ...none, prompt_name: 'a/b' })).toBe('a/b');
  expect(whichOf({ ...none, tag: 'guarded' })).toBe('prompts tagged guarded');
  expect(whichOf({ ...none, prompt_prefix: 'a/' })).toBe('prompts named a/…');
  expect(whichOf({ ...none, prompt_prefix: '' })).toBe('every prompt');
});
