/** What spans and traces are called on the screen. */

import type { State } from '@/components/ui/state';
import type { Schemas } from '@/lib/api';
import type { Kind } from '@/lib/span-kinds';

export type Trace = Schemas['TraceOut'];
export type TraceDetail = Schemas['TraceDetailOut'];
export type Span = Schemas['SpanOut'];
export type SpanDetail = Schemas['SpanDetailOut'];
export type Session = Schemas['ListedSessionOut'];
export type Level = Span['level'];

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
