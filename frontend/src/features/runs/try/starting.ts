/** What to begin with when a run or a span is to be tried again. */

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { draftOf, emptyDraft } from '@/components/drafts/draft';
import { api } from '@/lib/api';
import { indented, sameJson } from '@/lib/json-text';
import { answered, hasStatus } from '@/lib/problem';
import { promptQuery, versionQuery } from '@/lib/prompts';
import { runQuery } from '../api/runs';
import type { Run } from '../words';
import { DRAFT } from './columns';
import { draftFrom, newScratch, type Scratch } from './scratch';
import { givenTo, type Messages } from './span-input';
import { valuesOf } from './values';

export type Source = { run: string; trace: string; span: string };
export type Start = { promptId: string; scratch: Scratch };

/** What a model was given, and how it was asked. */
export type Given = Pick<Run, 'prompt_id' | 'prompt_version' | 'connection' | 'messages' | 'variables' | 'parameters'>;

export const startQuery = ({ run, trace, span }: Source, client: QueryClient) =>
  queryOptions({
    queryKey: ['try', 'start', run, trace, span],
    queryFn: async () => (run ? startOf(await client.fetchQuery(runQuery(run)), client) : ofMessages(givenTo(await spanOf(trace, span)))),
    staleTime: Infinity,
    gcTime: 0,
  });

async function spanOf(trace_id: string, span_id: string) {
  const params = { path: { trace_id, span_id } };
  return answered(await api.GET('/api/traces/{trace_id}/spans/{span_id}', { params }));
}

async function startOf(given: Given, client: QueryClient): Promise<Start> {
  return (given.variables && (await ofVersion(given, client))) ?? ofMessages(given);
}

/** The version it ran, with the same values; null if that is no more. */
async function ofVersion(given: Given, client: QueryClient): Promise<Start | null> {
  const { prompt_id: id, prompt_version: number } = given;
  if (id === null || number === null) return null;
  try {
    const [{ prompt }, version] = await Promise.all([client.fetchQuery(promptQuery(id)), client.fetchQuery(versionQuery(id, number))]);
    const parameters = given.parameters && JSON.stringify(given.parameters);
    const column = {
      of: String(number),
      connection: given.connection ?? '',
      parameters: parameters === null || sameJson(parameters, version.parameters) ? null : indented(parameters),
    };
    return { promptId: id, scratch: { ...newScratch(prompt, [column]), values: valuesOf(given.variables), ...draftFrom(version, prompt) } };
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

/** The messages as they were sent, as a draft of nobody's. */
export function ofMessages({ messages, parameters, connection }: Messages): Start {
  const draft = draftOf({
    content: null,
    messages: messages.map((message) => JSON.stringify(message)),
    parameters: parameters && JSON.stringify(parameters),
  });
  const column = { of: DRAFT, connection: connection ?? '', parameters: null };
  return { promptId: '', scratch: { ...newScratch(null, [column]), draft: messages.length > 0 ? draft : emptyDraft(), isTouched: true } };
}
