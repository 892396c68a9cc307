/** Experiments as more than one screen reads them, and what they are called there. */

import type { State } from '@/components/ui/state';
import type { Schemas } from './api';

export type Experiment = Schemas['ExperimentOut'];
export type ListedExperiment = Schemas['ListedExperimentOut'];
export type Result = Schemas['ResultOut'];
export type Status = Experiment['status'];

export type Interval = { low: number; high: number; method: string };

/** What one evaluator's verdicts add up to, as `app/services/experiments/totals.py` writes it. */
export type Summary = {
  position: number;
  name: string;
  version: number;
  kind: string;
  count: number;
  items: number;
  errors: number;
  errors_count_as: number | null;
  direction: 'higher' | 'lower';
  scale: [low: number | null, high: number | null];
  mean: number | null;
  mean_without_errors: number | null;
  interval: Interval | null;
  p10: number | null;
  p50: number | null;
  p90: number | null;
  pass_rate: number | null;
  pass_interval: Interval | null;
  histogram: { edges: number[]; counts: number[] } | null;
};

export type Totals = {
  count: number;
  failed: number;
  cost_usd: number;
  input_tokens: number;
  output_tokens: number;
  latency: { p50: number | null; p95: number | null; mean: number | null };
  evaluators: Summary[];
};

/** The document calls it any object, since it grows with the evaluators. */
export const totalsOf = ({ totals }: Pick<Experiment, 'totals'>) => (totals as Partial<Totals> | null) ?? {};
export const summariesOf = (experiment: Pick<Experiment, 'totals'>): Summary[] => totalsOf(experiment).evaluators ?? [];

export const STATES: Record<Status, State> = {
  queued: { tone: 'none', words: 'queued' },
  running: { tone: 'busy', words: 'running' },
  finished: { tone: 'ok', words: 'finished' },
  cancelled: { tone: 'warn', words: 'cancelled' },
  failed: { tone: 'bad', words: 'failed' },
};

export const STATUSES = Object.keys(STATES) as Status[];

export const isOpen = ({ status }: Pick<Experiment, 'status'>) => status === 'queued' || status === 'running';

/** `support/summarise v3`, or what stands for it. */
export function subjectOf({ prompt_name, prompt_version }: Pick<Experiment, 'prompt_name' | 'prompt_version'>): string {
  if (!prompt_name) return 'a draft';
  return prompt_version === null ? prompt_name : `${prompt_name} v${prompt_version}`;
}

/** A score to at most three digits: `0.875`, `1`, `42`. */
export const scoreWords = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

/** What an application would have got: of a message its text, and anything else as JSON. */
export function outputText(output: unknown): string {
  if (output === null || output === undefined) return '';
  if (typeof output === 'string') return output;
  const content = (output as { content?: unknown }).content;
  return typeof content === 'string' && 'role' in (output as object) && content !== '' ? content : JSON.stringify(output, null, 2);
}

/** Any JSON in one line. */
export const inLine = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
