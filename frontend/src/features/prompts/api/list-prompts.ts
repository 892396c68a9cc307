import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';

export type Filter = { q: string; tag: string[]; archived: boolean };

/** A page by its cursor, or else by its number. */
export type Place = { cursor: string; page: number };

export const PAGE_SIZE = 50;

/** The API takes an offset up to 10,000; further on lead cursors only. */
export const LAST_BY_NUMBER = 10_000 / PAGE_SIZE + 1;

type Row = Schemas['PromptOut'] | Schemas['PromptSnippetOut'];

/** Whether the newest version has a snippet in place of its body, as `body=false` asks for. */
const isShort = (row: Row): row is Schemas['PromptSnippetOut'] => 'snippet' in row.latest_version;

export async function listPrompts(list: Filter & Place, client: Api = api, signal?: AbortSignal) {
  const { q, tag, archived, cursor, page } = list;
  const place = cursor ? { cursor } : { offset: (page - 1) * PAGE_SIZE };
  const query = { body: false, limit: PAGE_SIZE, tag, archived, q: q || undefined, ...place };
  const result = await client.GET('/api/prompts', { params: { query }, signal });
  return pageOf(answered(result).filter(isShort), result.response.headers);
}

export const promptsQuery = (list: Filter & Place, client?: Api) =>
  queryOptions({
    queryKey: ['prompts', 'list', list],
    queryFn: ({ signal }) => listPrompts(list, client, signal),
  });
