/** What spans and traces are called on the screen. */

import type { State } from '@/components/ui/state';
import type { Schemas } from '@/lib/api';

export type Trace = Schemas['TraceOut'];
export type TraceDetail = Schemas['TraceDetailOut'];
export type Span = Schemas['SpanOut'];
export type SpanDetail = Schemas['SpanDetailOut'];
export type Session = Schemas['ListedSessionOut'];
export type Kind = Span['kind'];
export type Level = Span['level'];

export const KIND_WORDS: Record<Kind, string> = {
  span: 'step',
  generation: 'generation',
  embedding: 'embedding',
  agent: 'agent',
  tool: 'tool',
  chain: 'chain',
  retriever: 'retriever',
  reranker: 'reranker',
  guardrail: 'guardrail',
  evaluator: 'evaluator',
  event: 'event',
};

export const KINDS = Object.keys(KIND_WORDS) as Kind[];

export type Family = 'model' | 'tool' | 'search' | 'check' | 'step';

/** Kinds that are alike share a colour; the word beside tells them apart. */
export const FAMILIES: Record<Kind, Family> = {
  generation: 'model',
  embedding: 'search',
  retriever: 'search',
  reranker: 'search',
  tool: 'tool',
  guardrail: 'check',
  evaluator: 'check',
  agent: 'step',
  chain: 'step',
  span: 'step',
  event: 'step',
};

export const LEVEL_STATES: Record<Level, State> = {
  debug: { tone: 'none', words: 'debug' },
  default: { tone: 'ok', words: 'ok' },
  warning: { tone: 'warn', words: 'warning' },
  error: { tone: 'bad', words: 'error' },
};

export const LEVEL_WORDS: Record<Level, string> = { error: 'error', warning: 'warning', default: 'default', debug: 'debug' };
export const LEVELS = Object.keys(LEVEL_WORDS) as Level[];

/** A session's page: its id goes into the query, since it may be `..` or hold slashes. */
export const sessionAddress = (id: string) => `/sessions/by-id?id=${encodeURIComponent(id)}` as '/sessions';
