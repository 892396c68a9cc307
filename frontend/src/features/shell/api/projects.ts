import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

/** The projects one may act in, by slug. */
export const projectsQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['projects'],
    queryFn: async () => answered(await client.GET('/api/projects')),
    staleTime: 60_000,
  });

/** For operators. Whoever makes a project is its first admin. */
export function useCreateProject() {
  return useChange({
    mutationFn: async (body: Schemas['ProjectIn']) => answered(await api.POST('/api/projects', { body })),
  });
}
