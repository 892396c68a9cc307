import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';

/** What differs between two versions. Both never change, so neither does this. */
export const diffQuery = (id: string, from: number, to: number, client: Api = api) =>
  queryOptions({
    queryKey: ['diff', id, from, to],
    queryFn: async ({ signal }) => {
      const params = { path: { prompt_id: id }, query: { from, to } };
      // openapi-fetch takes the pairs of a line for lists of any length.
      return answered(await client.GET('/api/prompts/{prompt_id}/diff', { params, signal })) as Schemas['DiffOut'];
    },
    staleTime: Infinity,
  });
