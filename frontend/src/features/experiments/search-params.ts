/** What the pages of experiments keep in their URLs. Server and client read them alike. */

import { createLoader, createSerializer, type inferParserType, parseAsInteger, parseAsNativeArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { STATUSES } from '@/lib/experiments';

const text = parseAsString.withDefault('');

export const SOURCES = ['executed', 'recorded'] as const;

export const listParams = {
  prompt: text,
  version: parseAsInteger,
  dataset: text,
  evaluator: text,
  status: parseAsStringLiteral(STATUSES),
  source: parseAsStringLiteral(SOURCES),
  group: text,
};

export type ListFilter = inferParserType<typeof listParams>;
export const loadListParams = createLoader(listParams);
export const listAddress = createSerializer(listParams);

export const OUTCOMES = ['passed', 'failed', 'error'] as const;

/** `at` is the result that is looked at: its item's key, and its trial behind a `~`. */
export const pageParams = {
  key: text,
  evaluator: text,
  outcome: parseAsStringLiteral(OUTCOMES),
  state: parseAsStringLiteral(['succeeded', 'failed'] as const),
  at: text,
};

export type ResultsFilter = Omit<inferParserType<typeof pageParams>, 'at'>;
export const loadPageParams = createLoader(pageParams);

export const FILTERS = ['all', 'regressed', 'improved', 'disagree', 'failed'] as const;
export type Filter = (typeof FILTERS)[number];

/** `ids` in the order of the columns, the one to compare with first; `at` is the key of an item. */
export const compareParams = {
  ids: parseAsNativeArrayOf(parseAsString).withDefault([]),
  evaluator: text,
  filter: parseAsStringLiteral(FILTERS).withDefault('all'),
  errors: parseAsStringLiteral(['worst', 'exclude'] as const).withDefault('worst'),
  at: text,
};

export type Comparing = Omit<inferParserType<typeof compareParams>, 'at'>;
export const loadCompareParams = createLoader(compareParams);
export const compareAddress = createSerializer(compareParams);

/** What a link to a new experiment may fill in. */
export const newParams = { prompt: text, version: text, dataset: text };
export const loadNewParams = createLoader(newParams);
