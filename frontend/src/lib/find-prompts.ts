import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { answered } from '@/lib/problem';

/** The first prompts that hold the words typed, the first of which need not be the best. */
export const foundQuery = (q: string) =>
  queryOptions({
    queryKey: ['found', q],
    queryFn: async ({ signal }) =>
      answered(await api.GET('/api/prompts', { params: { query: { q, limit: 100, body: false } }, signal })),
    placeholderData: (before) => before,
  });
