/** An experiment while it is written, and what of it is sent. */

import type { Schemas } from '@/lib/api';

/** `version` is a number, `production`, `latest`, or empty for what is served. */
export type Subject = { name: string; version: string };
export type Chosen = { name: string; version: string };

export type Form = {
  name: string;
  dataset: string;
  datasetVersion: number | string;
  subjects: Subject[];
  connection: string;
  parameters: string;
  evaluators: Chosen[];
  trials: number | string;
  concurrency: number | string;
  budget: number | string;
};

export const formFor = ({ prompt, version, dataset }: { prompt: string; version: string; dataset: string }): Form => ({
  name: '',
  dataset,
  datasetVersion: '',
  subjects: [{ name: prompt, version }],
  connection: '',
  parameters: '',
  evaluators: [],
  trials: 1,
  concurrency: '',
  budget: '',
});

const LABELS = ['production', 'latest'] as const;
export const VERSION_WORDS: readonly string[] = LABELS;

const numberOf = (typed: number | string) => (typed === '' ? undefined : Number(typed));

/** A version as it is typed, `v3` or `3` or a label; null if it is none of these. */
export function pointerOf(typed: string): { version?: number; label?: (typeof LABELS)[number] } | null {
  const text = typed.trim().toLowerCase();
  if (text === '') return {};
  const label = LABELS.find((name) => name === text);
  if (label) return { label };
  const number = /^v?(\d{1,9})$/.exec(text)?.[1];
  return number ? { version: Number(number) } : null;
}

export const chosenOf = (chosen: Chosen[]): Schemas['EvaluatorRef'][] =>
  chosen.map(({ name, version }) => ({ name, ...(version.trim() && { version: Number(version.replace(/^v/i, '')) }) }));

/** What is wrong before anything is sent, by field. */
export function wrongIn(form: Form): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!form.dataset.trim()) wrong.dataset = 'Choose what it runs over.';
  if (!form.subjects.some(({ name }) => name.trim())) wrong.prompts = 'Name at least one prompt.';
  else if (form.subjects.some(({ version }) => pointerOf(version) === null)) wrong.prompts = 'A version is a number, production or latest.';
  if (form.evaluators.some(({ version }) => !/^v?\d{0,9}$/i.test(version.trim()))) wrong.evaluators = 'A version is a number.';
  try {
    if (form.parameters.trim()) JSON.parse(form.parameters);
  } catch {
    wrong.parameters = 'This is not JSON.';
  }
  return wrong;
}

export const creationOf = (form: Form): Schemas['ExperimentIn'] => ({
  name: form.name.trim() || undefined,
  dataset: form.dataset.trim(),
  dataset_version: numberOf(form.datasetVersion),
  prompts: form.subjects.filter(({ name }) => name.trim()).map(({ name, version }) => ({ prompt_name: name.trim(), ...pointerOf(version) })),
  connection: form.connection || undefined,
  parameters: form.parameters.trim() ? (JSON.parse(form.parameters) as Record<string, never>) : undefined,
  evaluators: chosenOf(form.evaluators),
  trials: numberOf(form.trials) ?? 1,
  concurrency: numberOf(form.concurrency),
  budget_usd: numberOf(form.budget),
});

/** How many calls it will make; null while that is not known. */
export function callsOf({ subjects, trials }: Form, items: number | undefined): number | null {
  const prompts = subjects.filter(({ name }) => name.trim()).length;
  return items === undefined || prompts === 0 ? null : items * prompts * (numberOf(trials) ?? 1);
}
