import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import type { Evaluator, Kind } from '@/lib/evaluators';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { ListFilter } from '../search-params';

const PAGE_SIZE = 50;

export type EvaluatorDetail = Schemas['EvaluatorDetailOut'];

const of = (evaluator_id: string) => ({ path: { evaluator_id } });

/** Newest first. */
export const evaluatorsQuery = ({ kind, archived }: ListFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['evaluators', 'list', { kind, archived }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, archived, ...(kind && { kind: kind as Kind['kind'] }), ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/evaluators', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** With its versions, and which state that is. */
export const evaluatorQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['evaluators', id],
    queryFn: async ({ signal }) => {
      const result = await client.GET('/api/evaluators/{evaluator_id}', { params: of(id), signal });
      return { evaluator: answered(result), etag: result.response.headers.get('ETag') };
    },
  });

export function useCreateEvaluator() {
  const changed = useEvaluatorsChanged();
  return useChange({
    mutationFn: async (body: Schemas['EvaluatorIn']) => answered(await api.POST('/api/evaluators', { body })),
    onSuccess: changed,
  });
}

/** A version never changes; another config is the next one, unless it equals the newest. */
export function useAddVersion({ id }: Pick<Evaluator, 'id'>) {
  const changed = useEvaluatorsChanged();
  return useChange({
    mutationFn: async (body: Schemas['EvaluatorVersionIn']) => answered(await api.POST('/api/evaluators/{evaluator_id}/versions', { params: of(id), body })),
    onSuccess: changed,
  });
}

type Change = { body: Schemas['EvaluatorPatchIn']; etag?: string | null };

/** Changes the state that `etag` names; 412 if it is another by now. */
export function useUpdateEvaluator({ id }: Pick<Evaluator, 'id'>) {
  const changed = useEvaluatorsChanged();
  return useChange({
    mutationFn: async ({ body, etag }: Change) => {
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/evaluators/{evaluator_id}', { params: of(id), body, headers }));
    },
    onSuccess: changed,
  });
}

/** What it would say of an output. Nothing is saved. */
export function useTryOut() {
  return useChange({
    mutationFn: async (body: Schemas['TryIn']) => answered(await api.POST('/api/evaluators/try', { body })),
  });
}

function useEvaluatorsChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['evaluators'] });
}
