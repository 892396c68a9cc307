import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { versionsIn } from '@/lib/bodies';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';

/** Versions from `cursor` on, newest first, page by page. */
export const olderVersionsQuery = (id: string, cursor: string) =>
  infiniteQueryOptions({
    queryKey: ['prompts', id, 'versions', cursor],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { prompt_id: id }, query: { cursor: pageParam, limit: 50 } };
      const result = await api.GET('/api/prompts/{prompt_id}/versions', { params, signal, parseAs: 'text' });
      return pageOf(versionsIn(answered(result)), result.response.headers);
    },
    initialPageParam: cursor,
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
  });
