import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { startOf, startOfNext } from '@/lib/days';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { RunsFilter } from '../search-params';
import { isOpen } from '../words';

const PAGE_SIZE = 50;
/** How often one looks again at what is not over yet. */
const AGAIN_MS = 1_500;
const SHORTEST_SEARCH = 3;

/** Days are whole ones, in UTC, the last among them. Two letters would be found nearly everywhere: not searched for. */
export const runsAsked = ({ q, prompt, version, status, source, model, group, since, until }: RunsFilter) => ({
  q: q.trim().length >= SHORTEST_SEARCH ? q.trim() : undefined,
  prompt: prompt || undefined,
  version: version ?? undefined,
  status: status ?? undefined,
  source: source ?? undefined,
  model: model || undefined,
  group_id: group || undefined,
  since: since ? startOf(since) : undefined,
  until: until ? startOfNext(until) : undefined,
});

/** Newest first; looked at again while one of them is not over. */
export const runsQuery = (filter: RunsFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...runsAsked(filter), limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/runs', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.rows.some(isOpen)) ? AGAIN_MS : false),
  });

const of = (run_id: string) => ({ path: { run_id } });

export const runQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: async ({ signal }) => answered(await client.GET('/api/runs/{run_id}', { params: of(id), signal })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? AGAIN_MS : false),
  });

/** Of a queued one nothing is asked any more; of a running one no more is waited for. */
export function useCancelRun() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (id: string) => answered(await api.POST('/api/runs/{run_id}/cancel', { params: of(id) })),
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
}
