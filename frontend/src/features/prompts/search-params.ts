/** What the screens of prompts keep in their URLs. Server and client read it alike. */

import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { periodParams } from '@/lib/periods';

/** Pages count from 1; anything else is the first. */
const parseAsPage = createParser({
  parse: (text) => Math.max(1, parseAsInteger.parse(text) ?? 1),
  serialize: String,
});

export const listParams = {
  q: parseAsString.withDefault(''),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  archived: parseAsBoolean.withDefault(false),
  cursor: parseAsString.withDefault(''),
  page: parseAsPage.withDefault(1),
};

export const TABS = ['template', 'changes', 'releases', 'gates', 'usage'] as const;
export type Tab = (typeof TABS)[number];

export const VIEWS = ['split', 'unified'] as const;
export type View = (typeof VIEWS)[number];

/** `v` is the version shown; left out, the active one, or else the newest. `from` is what it is compared with. The period is of its usage. */
export const detailParams = {
  tab: parseAsStringLiteral(TABS).withDefault('template'),
  v: parseAsInteger,
  from: parseAsInteger,
  view: parseAsStringLiteral(VIEWS).withDefault('split'),
  all: parseAsBoolean.withDefault(false),
  ...periodParams,
};

export const draftParams = { from: parseAsInteger, view: parseAsStringLiteral(VIEWS).withDefault('split') };

export const loadListParams = createLoader(listParams);
export const loadDetailParams = createLoader(detailParams);
export const loadDraftParams = createLoader(draftParams);

const detailAddress = createSerializer(detailParams);
export const addressOf = (id: string, params: Parameters<typeof detailAddress>[1]) =>
  detailAddress(`/prompts/${id}`, params);
