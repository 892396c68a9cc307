/** A prompt and its versions as more than one screen reads them. */

import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { type Body, promptIn, requestOf, versionIn } from './bodies';
import { nextCursor } from './paging';
import { answered } from './problem';
import { useChange } from './use-change';

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

/** One version by its number. What it holds never changes. */
export const versionQuery = (id: string, version: number, client: Api = api) =>
  queryOptions({
    queryKey: ['version', id, version],
    queryFn: async ({ signal }) => {
      const params = { path: { prompt_id: id, version } };
      const path = '/api/prompts/{prompt_id}/versions/{version}';
      return versionIn(answered(await client.GET(path, { params, signal, parseAs: 'text' })));
    },
    staleTime: Infinity,
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

type Save = Omit<Schemas['VersionIn'], keyof Body> & { body: Body };

/** Saves the next version, or finds that it equals the newest. 412 if another was saved since `expected_latest`. */
export function useSaveVersion(promptId: string) {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ body, ...fields }: Save) => {
      const params = { path: { prompt_id: promptId } };
      const bodySerializer = (sent: object) => requestOf(sent, body);
      const result = await api.POST('/api/prompts/{prompt_id}/versions', { params, body: fields, bodySerializer });
      return { saved: answered(result), isNew: result.response.status === 201 };
    },
    onSuccess: () => changed(promptId),
  });
}
