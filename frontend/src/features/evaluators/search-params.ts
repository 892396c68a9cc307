/** What the pages of evaluators keep in their URLs. Server and client read them alike. */

import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsInteger, parseAsString } from 'nuqs/server';

export const listParams = { kind: parseAsString.withDefault(''), archived: parseAsBoolean.withDefault(false) };
export type ListFilter = inferParserType<typeof listParams>;
export const loadListParams = createLoader(listParams);
export const listAddress = createSerializer(listParams);

/** Null is the newest. */
export const pageParams = { version: parseAsInteger };
