import { infiniteQueryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

export type ApiKey = Schemas['ListedKeyOut'];
export type NewKey = Schemas['NewKeyOut'];

/** The project's keys, newest first, the revoked among them. */
export const keysQuery = (client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['keys'],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } };
      const result = await client.GET('/api/keys', { params, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** The answer has the key itself, which is shown only now. */
export function useMakeKey() {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['KeyIn']) => answered(await api.POST('/api/keys', { body })),
    onSuccess: changed,
  });
}

const of = (key: ApiKey) => ({ params: { path: { key_id: key.id } } });

/** A key that may do the same; the old one ends after the overlap. */
export function useRotateKey(key: ApiKey) {
  const changed = useChanged();
  return useChange({
    mutationFn: async (overlap_hours: number) =>
      answered(await api.POST('/api/keys/{key_id}/rotate', { ...of(key), body: { overlap_hours } })),
    onSettled: changed,
  });
}

export function useRevokeKey(key: ApiKey) {
  const changed = useChanged();
  return useChange({
    mutationFn: async () => answered(await api.DELETE('/api/keys/{key_id}', of(key))),
    onSettled: changed,
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['keys'] });
}
