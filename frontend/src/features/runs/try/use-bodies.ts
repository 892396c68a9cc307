'use client';

import { useQueries } from '@tanstack/react-query';
import { type Draft, readableBodyOf } from '@/components/drafts/draft';
import type { Body, Prompt, Version } from '@/lib/bodies';
import { versionQuery } from '@/lib/prompts';
import { type Column, DRAFT, versionOf } from './columns';

/** What a column runs; `body` is missing while its version loads, or if there is none. `problem` says why not. */
export type ColumnBody = { body: Body | null; version: Version | null; problem: string | null };

const EMPTY: Body = { content: '', messages: null, parameters: null };

/** The body of each column: the draft, or the version that its label names now. */
export function useBodies(prompt: Prompt | null, columns: Column[], draft: Draft): ColumnBody[] {
  const numbers = columns.map((column) => (prompt ? versionOf(column, prompt.active_version, prompt.latest_version.version) : null));
  const fetched = useQueries({
    queries: numbers.map((number) => {
      const known = prompt?.versions.find(({ version }) => version === number);
      return { ...versionQuery(prompt?.id ?? '', number ?? 0), enabled: number !== null && !known, initialData: known };
    }),
  });
  return columns.map(({ of }, index) => {
    if (of === DRAFT) return { body: readableBodyOf(draft, EMPTY), version: null, problem: null };
    const { data, error } = fetched[index] ?? {};
    return { body: data ?? null, version: data ?? null, problem: problemOf(prompt, of, error ?? null) };
  });
}

function problemOf(prompt: Prompt | null, of: string, error: Error | null): string | null {
  if (!prompt) return 'A version is one of a prompt: choose that first, or write a draft.';
  if (of === 'production' && prompt.active_version === null) return 'No version is active: choose one by its number.';
  return error && `Version ${of}: ${error.message}`;
}
