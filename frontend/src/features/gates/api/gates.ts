import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import type { Gate } from '@/lib/gates';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

const MOST = 100;

const of = ({ id }: Pick<Gate, 'id'>) => ({ path: { gate_id: id } });

/** Newest first, no more than a hundred. */
export const gatesQuery = (archived: boolean, client: Api = api) =>
  queryOptions({
    queryKey: ['gates', 'list', { archived }],
    queryFn: async ({ signal }) => answered(await client.GET('/api/gates', { params: { query: { archived, limit: MOST } }, signal })),
  });

/** As it is now, and which state that is. */
export const gateQuery = (gate: Gate) =>
  queryOptions({
    queryKey: ['gates', gate.id],
    queryFn: async ({ signal }) => {
      const result = await api.GET('/api/gates/{gate_id}', { params: of(gate), signal });
      return { gate: answered(result), etag: result.response.headers.get('ETag') };
    },
    staleTime: 0,
    gcTime: 0,
  });

export function useCreateGate() {
  const changed = useGatesChanged();
  return useChange({ mutationFn: async (body: Schemas['GateIn']) => answered(await api.POST('/api/gates', { body })), onSuccess: changed });
}

type Change = { body: Schemas['GatePatchIn']; etag?: string | null };

/** Changes the state that `etag` names; 412 if it is another by now. */
export function useUpdateGate(gate: Gate) {
  const changed = useGatesChanged();
  return useChange({
    mutationFn: async ({ body, etag }: Change) => {
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/gates/{gate_id}', { params: of(gate), body, headers }));
    },
    onSuccess: changed,
  });
}

function useGatesChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['gates'] });
}
