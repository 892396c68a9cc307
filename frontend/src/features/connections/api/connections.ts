import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api';
import type { Connection } from '@/lib/connections';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

export type Changes = Schemas['ConnectionPatchIn'];
export type Provider = Schemas['ConnectionIn']['provider'];

const of = ({ id }: Pick<Connection, 'id'>) => ({ path: { connection_id: id } });

/** One connection as it is now, and which state that is. */
export const connectionQuery = (connection: Connection) =>
  queryOptions({
    queryKey: ['connections', connection.id],
    queryFn: async ({ signal }) => {
      const result = await api.GET('/api/connections/{connection_id}', { params: of(connection), signal });
      return { connection: answered(result), etag: result.response.headers.get('ETag') };
    },
    staleTime: 0,
    gcTime: 0,
  });

export function useCreateConnection() {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['ConnectionIn']) => answered(await api.POST('/api/connections', { body })),
    onSuccess: changed,
  });
}

type Change = { body: Changes; etag?: string | null };

/** Changes the state that `etag` names; 412 if it is another by now. */
export function useUpdateConnection(connection: Connection) {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ body, etag }: Change) => {
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/connections/{connection_id}', { params: of(connection), body, headers }));
    },
    onSuccess: changed,
  });
}

export function useDeleteConnection(connection: Connection) {
  const changed = useChanged();
  return useChange({
    mutationFn: async () => answered(await api.DELETE('/api/connections/{connection_id}', { params: of(connection) })),
    onSettled: changed,
  });
}

export type Trial = Schemas['ConnectionTestOut'];

/** Makes a short call, of ten seconds at most; that it did not work is an answer too. */
export function useTestConnection() {
  return useChange({
    mutationFn: async (connection: Connection) =>
      answered(await api.POST('/api/connections/{connection_id}/test', { params: of(connection), body: {} })),
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['connections'] });
}
