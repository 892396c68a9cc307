/** What kinds of spans are called on the screen. */

import type { Schemas } from '@/lib/api';

export type Kind = Schemas['SpanOut']['kind'];

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

/** Of many, at the beginning of a sentence. */
export const KIND_NAMES = Object.fromEntries(KINDS.map((kind) => [kind, `${KIND_WORDS[kind][0]!.toUpperCase()}${KIND_WORDS[kind].slice(1)}s`])) as Record<Kind, string>;
