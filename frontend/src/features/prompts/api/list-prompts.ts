import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';

export type Filter = { q: string; tag: string[]; archived: boolean; cursor: string };

export const PAGE_SIZE = 50;

type Row = Schemas['PromptOut'] | Schemas['PromptSnippetOut'];

/** Whether the newest version has a snippet in place of its body, as `body=false` asks for. */
const isShort = (row: Row): row is Schemas['PromptSnippetOut'] => 'snippet' in row.latest_version;

export async function listPrompts({ q, tag, archived, cursor }: Filter, client: Api = api, signal?: AbortSignal) {
  const query = { body: false, limit: PAGE_SIZE, tag, archived, q: q || undefined, cursor: cursor || undefined };
  const result = await client.GET('/api/prompts', { params: { query }, signal });
  return pageOf(answered(result).filter(isShort), result.response.headers);
}

export const promptsQuery = (filter: Filter, client?: Api) =>
  queryOptions({
    queryKey: ['prompts', 'list', filter],
    queryFn: ({ signal }) => listPrompts(filter, client, signal),
  });
