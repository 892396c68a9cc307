import { queryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { answered } from '@/lib/problem';
import type { Comparison } from '../diff/rows';

/** What differs between two versions. Both never change, so neither does this. */
export const diffQuery = (id: string, from: number, to: number, client: Api = api) =>
  queryOptions({
    queryKey: ['diff', id, from, to],
    queryFn: async ({ signal }) => {
      const params = { path: { prompt_id: id }, query: { from, to } };
      // The document does not say what a piece of a line is: a text, and whether it differs.
      return answered(await client.GET('/api/prompts/{prompt_id}/diff', { params, signal })) as unknown as Comparison;
    },
    staleTime: Infinity,
  });
