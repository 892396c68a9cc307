import { queryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { answered } from '@/lib/problem';
import { versionIn } from './bodies';

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
