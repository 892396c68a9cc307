/** What the list of runs keeps in its URL. Server and client read it alike. */

import { createLoader, createSerializer, type inferParserType, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { parseAsDay } from '@/lib/days';
import { SOURCES, STATUSES } from './words';

const text = parseAsString.withDefault('');

export const runsParams = {
  q: text,
  prompt: text,
  version: parseAsInteger,
  status: parseAsStringLiteral(STATUSES),
  source: parseAsStringLiteral(SOURCES),
  model: text,
  group: text,
  since: parseAsDay,
  until: parseAsDay,
};

export type RunsFilter = inferParserType<typeof runsParams>;

export const loadRunsParams = createLoader(runsParams);
export const runsAddress = createSerializer(runsParams);
