/** What stands side by side: which body, by which connection, with which parameters. Each is one text in the URL. */

import { createParser, parseAsNativeArrayOf, parseAsString } from 'nuqs/server';

/**
 * `of` is a version's number, a label, or `draft`. Without a connection it is the project's default. `slot` is where it
 * stood when its run was asked for; left out, where it stands.
 */
export type Column = { of: string; connection: string; parameters: string | null; slot?: number };

export const MOST_COLUMNS = 4;
export const DRAFT = 'draft';
export const LABELS = ['production', 'latest'] as const;

/** More would make an address that some program on the way cuts off. */
const LONGEST = 1_500;
const SHAPE = /^(\d{1,9}|draft|production|latest)(?:@([^{]*))?(\{.*)?$/s;

/** `3`, `production@main`, `draft@echo{"temperature": 0}`. Parameters that are half written or long are left out. */
export function columnText({ of, connection, parameters }: Column): string {
  const short = of + (connection && `@${encodeURIComponent(connection)}`);
  const text = parameters?.trim() || '{}';
  return parameters === null || !text.startsWith('{') || text.length > LONGEST ? short : short + text;
}

export function columnIn(text: string): Column | null {
  const [, of, connection = '', parameters = null] = SHAPE.exec(text) ?? [];
  if (of === undefined) return null;
  try {
    return { of, connection: decodeURIComponent(connection), parameters };
  } catch {
    return null;
  }
}

const parseAsColumn = createParser({ parse: columnIn, serialize: columnText, eq: (a, b) => columnText(a) === columnText(b) });

/** What is tried, and where from: a prompt, or what a run or a span was given. */
export const tryParams = {
  prompt: parseAsString.withDefault(''),
  c: parseAsNativeArrayOf(parseAsColumn),
  group: parseAsString.withDefault(''),
  run: parseAsString.withDefault(''),
  trace: parseAsString.withDefault(''),
  span: parseAsString.withDefault(''),
};

/** What one begins with. */
export const firstColumns = (active: number | null | undefined): Column[] => [
  { of: active === undefined ? DRAFT : active === null ? 'latest' : 'production', connection: '', parameters: null },
];

/** One more, of what is not there yet: the newest version beside the active one. It has not run. */
export function oneMore(columns: Column[], hasPrompt: boolean): Column[] {
  const last = columns.at(-1) ?? { of: DRAFT, connection: '', parameters: null };
  const unused = hasPrompt ? LABELS.find((label) => !columns.some(({ of }) => of === label)) : undefined;
  const slot = Math.max(MOST_COLUMNS - 1, ...columns.map(slotOf)) + 1;
  return [...settled(columns), { ...last, of: unused ?? last.of, slot }].slice(0, MOST_COLUMNS);
}

export const without = (columns: Column[], index: number): Column[] => settled(columns).toSpliced(index, 1);

export const slotOf = ({ slot }: Column, index: number) => slot ?? index;

const settled = (columns: Column[]) => columns.map((column, index) => ({ ...column, slot: slotOf(column, index) }));

/** Before they run: each stands where it stands. */
export const ranked = (columns: Column[]): Column[] => columns.map(({ slot: _, ...column }) => column);

/** The number that a column's version has now; null for a draft, and for a label that names none. */
export function versionOf({ of }: Column, active: number | null, latest: number): number | null {
  if (of === DRAFT) return null;
  return of === 'production' ? active : of === 'latest' ? latest : Number(of);
}
