/** What the pages of datasets keep in their URLs. Server and client read them alike. */

import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';

const text = parseAsString.withDefault('');

export const listParams = { q: text, tag: text, archived: parseAsBoolean.withDefault(false) };
export type ListFilter = inferParserType<typeof listParams>;
export const loadListParams = createLoader(listParams);
export const listAddress = createSerializer(listParams);

export const TABS = ['items', 'versions', 'changes'] as const;

/** `version` is null for the newest; `from` the one it is compared with; `item` the key of the one looked at. */
export const pageParams = {
  tab: parseAsStringLiteral(TABS).withDefault('items'),
  version: parseAsInteger,
  from: parseAsInteger,
  q: text,
  tag: text,
  item: text,
};
export type PageState = inferParserType<typeof pageParams>;
export const loadPageParams = createLoader(pageParams);
export const pageAddress = createSerializer(pageParams);
