/** A gate while it is written, and what of it is sent. */

import type { Schemas } from '@/lib/api';
import type { Gate } from '@/lib/gates';

export const SELECTORS = { tag: 'Prompts with a tag', prefix: 'Prompts whose name begins so', name: 'One prompt' } as const;
export type Selector = keyof typeof SELECTORS;

export type Form = {
  selector: Selector;
  selected: string;
  dataset: string;
  minDatasetVersion: number | string;
  evaluator: string;
  evaluatorVersion: number | string;
  minimum: number | string;
  maxDrop: number | string;
  connection: string;
  acceptRecorded: boolean;
  startsByItself: boolean;
  trials: number | string;
  description: string;
};

export const EMPTY: Form = {
  selector: 'tag',
  selected: '',
  dataset: '',
  minDatasetVersion: '',
  evaluator: '',
  evaluatorVersion: '',
  minimum: '',
  maxDrop: '',
  connection: '',
  acceptRecorded: false,
  startsByItself: false,
  trials: 1,
  description: '',
};

export const formOf = (gate: Gate): Form => ({
  selector: gate.prompt_name !== null ? 'name' : gate.tag !== null ? 'tag' : 'prefix',
  selected: gate.prompt_name ?? gate.tag ?? gate.prompt_prefix ?? '',
  dataset: gate.dataset_id,
  minDatasetVersion: gate.min_dataset_version,
  evaluator: gate.evaluator_id,
  evaluatorVersion: gate.evaluator_version,
  minimum: gate.minimum ?? '',
  maxDrop: gate.max_drop ?? '',
  connection: gate.connection ?? '',
  acceptRecorded: gate.accept_recorded,
  startsByItself: gate.starts_by_itself,
  trials: gate.trials,
  description: gate.description ?? '',
});

const numberOf = (typed: number | string) => (typed === '' ? null : Number(typed));

/** Exactly one of the three selectors is not null. What is left empty and has a usual value is left out. */
export function bodyOf(form: Form): Schemas['GateIn'] {
  const selected = form.selector === 'prefix' ? form.selected : form.selected.trim();
  return {
    label: 'production',
    prompt_name: form.selector === 'name' ? selected : null,
    prompt_prefix: form.selector === 'prefix' ? selected : null,
    tag: form.selector === 'tag' ? selected : null,
    dataset_id: form.dataset,
    ...(form.minDatasetVersion !== '' && { min_dataset_version: Number(form.minDatasetVersion) }),
    evaluator_id: form.evaluator,
    ...(form.evaluatorVersion !== '' && { evaluator_version: Number(form.evaluatorVersion) }),
    minimum: numberOf(form.minimum),
    max_drop: numberOf(form.maxDrop),
    connection: form.connection || null,
    accept_recorded: form.acceptRecorded,
    starts_by_itself: form.startsByItself,
    trials: numberOf(form.trials) ?? 1,
    description: form.description.trim() || null,
  };
}

/** What is wrong before anything is sent, by field as the server names it. */
export function wrongIn(form: Form): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (form.selector !== 'prefix' && !form.selected.trim()) wrong.prompt_name = 'Say which.';
  if (!form.dataset) wrong.dataset_id = 'Choose a dataset.';
  if (!form.evaluator) wrong.evaluator_id = 'Choose an evaluator.';
  if (form.minimum === '' && form.maxDrop === '') wrong.minimum = 'Ask for a minimum, for no drop, or for both.';
  if (!form.connection && !form.acceptRecorded) wrong.connection = 'Choose one, or accept recorded outputs.';
  return wrong;
}
