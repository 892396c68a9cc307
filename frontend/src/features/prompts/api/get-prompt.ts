import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { nextCursor } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { promptIn } from './bodies';

/** A prompt with its newest versions; `older` leads to the rest, `etag` says which state this is. */
export const promptQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['prompts', id],
    queryFn: async ({ signal }) => {
      const params = { path: { prompt_id: id } };
      const result = await client.GET('/api/prompts/{prompt_id}', { params, signal, parseAs: 'text' });
      const { headers } = result.response;
      return { prompt: promptIn(answered(result)), older: nextCursor(headers), etag: headers.get('ETag') };
    },
  });

/** After a change: this prompt and every list are loaded anew. */
export function useChanged() {
  const client = useQueryClient();
  return (id?: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['prompts', 'list'] }),
      ...(id ? [client.invalidateQueries({ queryKey: ['prompts', id] })] : []),
    ]);
}
