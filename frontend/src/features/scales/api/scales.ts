import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import type { Scale } from '@/lib/scores';
import { useChange } from '@/lib/use-change';

const of = ({ id }: Pick<Scale, 'id'>) => ({ path: { scale_id: id } });

/** Those that are offered no more, newest first, no more than a hundred. */
export const archivedQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['scales', 'archived'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/scales', { params: { query: { archived: true, limit: 100 } }, signal })),
  });

/** One scale as it is now, and which state that is. */
export const scaleQuery = (scale: Scale) =>
  queryOptions({
    queryKey: ['scales', scale.id],
    queryFn: async ({ signal }) => {
      const result = await api.GET('/api/scales/{scale_id}', { params: of(scale), signal });
      return { scale: answered(result), etag: result.response.headers.get('ETag') };
    },
    staleTime: 0,
    gcTime: 0,
  });

export function useCreateScale() {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['ScaleIn']) => answered(await api.POST('/api/scales', { body })),
    onSuccess: changed,
  });
}

type Change = { body: Schemas['ScalePatchIn']; etag?: string | null };

/** Changes the state that `etag` names; 412 if it is another by now. */
export function useUpdateScale(scale: Scale) {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ body, etag }: Change) => {
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/scales/{scale_id}', { params: of(scale), body, headers }));
    },
    onSuccess: changed,
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['scales'] });
}
