import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';

export type Filter = { q: string; tag: string[]; archived: boolean; cursor: string };

export const PAGE_SIZE = 50;

/** A row of the list. With `body=false` the newest version has a snippet in place of its body. */
type Row = Omit<Schemas['PromptOut'], 'latest_version'> & {
  latest_version: Omit<Schemas['VersionOut'], 'content' | 'messages'> & { snippet: string };
};

export async function listPrompts({ q, tag, archived, cursor }: Filter, client: Api = api, signal?: AbortSignal) {
  const query = { body: false, limit: PAGE_SIZE, tag, archived, q: q || undefined, cursor: cursor || undefined };
  const result = await client.GET('/api/prompts', { params: { query }, signal });
  return pageOf(answered(result) as unknown as Row[], result.response.headers);
}

export const promptsQuery = (filter: Filter, client?: Api) =>
  queryOptions({
    queryKey: ['prompts', 'list', filter],
    queryFn: ({ signal }) => listPrompts(filter, client, signal),
  });
