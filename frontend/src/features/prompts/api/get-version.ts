import { queryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { answered } from '@/lib/problem';

/** One version by its number. What it holds never changes. */
export const versionQuery = (id: string, version: number, client: Api = api) =>
  queryOptions({
    queryKey: ['version', id, version],
    queryFn: async ({ signal }) =>
      answered(
        await client.GET('/api/prompts/{prompt_id}/versions/{version}', {
          params: { path: { prompt_id: id, version } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
