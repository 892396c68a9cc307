import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { startOf, startOfNext } from '@/lib/days';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { TracesFilter } from '../search-params';

const PAGE_SIZE = 50;

/** Days are whole ones, in UTC, the last among them. */
export const tracesAsked = ({ q, since, until, version, kind, level, tag, ...texts }: TracesFilter) => ({
  q: q.trim() || undefined,
  ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
  version: texts.prompt && version !== null ? version : undefined,
  kind: kind ?? undefined,
  level: level ?? undefined,
  tag: tag.length > 0 ? tag : undefined,
  since: since ? startOf(since) : undefined,
  until: until ? startOfNext(until) : undefined,
});

/** Newest first. */
export const tracesQuery = (filter: TracesFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['traces', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...tracesAsked(filter), limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/traces', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** With its spans, at most 5,000 of them, and its scores. */
export const traceQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['traces', id],
    queryFn: async ({ signal }) => answered(await client.GET('/api/traces/{trace_id}', { params: { path: { trace_id: id } }, signal })),
  });

/** All of one span. What has arrived never changes. */
export const spanQuery = (trace_id: string, span_id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['traces', trace_id, 'spans', span_id],
    queryFn: async ({ signal }) =>
      answered(await client.GET('/api/traces/{trace_id}/spans/{span_id}', { params: { path: { trace_id, span_id } }, signal })),
    staleTime: Infinity,
  });

export function useDeleteTrace() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (id: string) => answered(await api.DELETE('/api/traces/{trace_id}', { params: { path: { trace_id: id } } })),
    onSuccess: () => Promise.all([['traces', 'list'], ['sessions']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
