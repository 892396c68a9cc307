import { expect, test } from 'vitest';
import type { Gate } from '@/lib/gates';
import { bodyOf, EMPTY, formOf, wrongIn } from './form';

const filled = { ...EMPTY, selected: 'guarded', dataset: 'd', evaluator: 'e', minimum: 0.8, connection: 'main' };

test('only one of name, prefix and tag is said', () => {
  expect(bodyOf(filled)).toMatchObject({ prompt_name: null, prompt_prefix: null, tag: 'guarded' });
  expect(bodyOf({ ...filled, selector: 'prefix', selected: '' })).toMatchObject({ prompt_name: null, prompt_prefix: '', tag: null });
});

test('what is left empty is the server’s to choose, or nothing', () => {
  const body = bodyOf(filled);
  expect(body).not.toHaveProperty('evaluator_version');
  expect(body).toMatchObject({ minimum: 0.8, max_drop: null, trials: 1, description: null });
});

test('a gate comes back from its fields as it was', () => {
  const gate = {
    ...{ prompt_name: null, prompt_prefix: 'a/', tag: null, dataset_id: 'd', min_dataset_version: 2, evaluator_id: 'e', evaluator_version: 3 },
    ...{ minimum: null, max_drop: 0.1, connection: null, accept_recorded: true, starts_by_itself: false, trials: 2, description: 'x', label: 'production' },
  };
  expect(bodyOf(formOf(gate as unknown as Gate))).toEqual(gate);
});

test('what would ask for nothing is said before it is sent', () => {
  expect(Object.keys(wrongIn(EMPTY))).toEqual(['prompt_name', 'dataset_id', 'evaluator_id', 'minimum', 'connection']);
  expect(wrongIn(filled)).toEqual({});
});
