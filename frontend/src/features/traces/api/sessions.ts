import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { startOf, startOfNext } from '@/lib/days';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import type { SessionsFilter } from '../search-params';

const asked = ({ user, environment, since, until }: SessionsFilter) => ({
  user: user || undefined,
  environment: environment || undefined,
  since: since ? startOf(since) : undefined,
  until: until ? startOfNext(until) : undefined,
});

/** The one with the newest trace first. */
export const sessionsQuery = (filter: SessionsFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked(filter), limit: 50, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/sessions', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** With its newest hundred traces. */
export const sessionQuery = (session_id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['sessions', session_id],
    queryFn: async ({ signal }) => answered(await client.GET('/api/sessions/by-id', { params: { query: { session_id } }, signal })),
  });
