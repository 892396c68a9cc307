import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { isOpen } from '@/lib/experiments';
import { nextCursor } from '@/lib/paging';
import { answered } from '@/lib/problem';
import type { Comparing } from '../search-params';

export type SideBySide = Schemas['SideBySideOut'];
export type Compared = Schemas['ComparedOut'];
export type ComparedItem = Schemas['ComparedItemOut'];
export type Trial = Schemas['TrialOut'];

const PAGE_SIZE = 25;
/** How often one looks again while one of them is not over. */
const AGAIN_MS = 3_000;

/** Item by item, a page at a time; what it comes to stands on the first page only. */
export const comparisonQuery = ({ ids, evaluator, filter, errors }: Comparing, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['experiments', 'compare', { ids, evaluator, filter, errors }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ids, filter, errors, limit: PAGE_SIZE, ...(evaluator && { evaluator }), ...(pageParam && { cursor: Number(pageParam) }) };
      const result = await client.GET('/api/experiments/compare', { params: { query }, signal });
      return { ...answered(result), next: nextCursor(result.response.headers) };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.experiments.some(isOpen) ? AGAIN_MS : false),
  });
