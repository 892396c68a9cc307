/** What the lists of traces and sessions, and one trace, keep in their URLs. Server and client read it alike. */

import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { parseAsDay } from '@/lib/days';
import { KINDS } from '@/lib/span-kinds';
import { LEVELS } from './words';

const text = parseAsString.withDefault('');

export const tracesParams = {
  q: text,
  name: text,
  prompt: text,
  version: parseAsInteger,
  model: text,
  kind: parseAsStringLiteral(KINDS),
  level: parseAsStringLiteral(LEVELS),
  user: text,
  session: text,
  environment: text,
  release: text,
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  since: parseAsDay,
  until: parseAsDay,
};

export type TracesFilter = inferParserType<typeof tracesParams>;

export const loadTracesParams = createLoader(tracesParams);
export const tracesAddress = createSerializer(tracesParams);

export const sessionsParams = { user: text, environment: text, since: parseAsDay, until: parseAsDay };

export type SessionsFilter = inferParserType<typeof sessionsParams>;

export const loadSessionsParams = createLoader(sessionsParams);
export const sessionsAddress = createSerializer(sessionsParams);

export const sessionParams = { id: text };
export const loadSessionParams = createLoader(sessionParams);

/** `span` is the one looked into, `zoom` the one that the axis reaches over, `find` and `errors` what is shown. */
export const traceParams = {
  span: text,
  zoom: text,
  find: text,
  errors: parseAsBoolean.withDefault(false),
};

export const loadTraceParams = createLoader(traceParams);
export const traceAddress = createSerializer(traceParams);
