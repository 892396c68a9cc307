import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';

/** Every move of a prompt's pointers, newest first. */
export const releasesQuery = (id: string, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['prompts', id, 'releases'],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { prompt_id: id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } };
      const result = await client.GET('/api/prompts/{prompt_id}/releases', { params, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
