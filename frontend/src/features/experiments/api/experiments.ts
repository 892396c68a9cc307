import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { isOpen } from '@/lib/experiments';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { ListFilter, ResultsFilter } from '../search-params';

const PAGE_SIZE = 50;
/** How often one looks again at what is not over yet. */
const AGAIN_MS = 1_500;

const asked = ({ prompt, version, dataset, evaluator, status, source, group }: ListFilter) => ({
  prompt: prompt || undefined,
  version: version ?? undefined,
  dataset: dataset || undefined,
  evaluator: evaluator || undefined,
  status: status ?? undefined,
  source: source ?? undefined,
  group_id: group || undefined,
});

/** Newest first; looked at again while one of them is not over. */
export const experimentsQuery = (filter: ListFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['experiments', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked(filter), limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/experiments', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.rows.some(isOpen)) ? AGAIN_MS : false),
  });

const of = (experiment_id: string) => ({ path: { experiment_id } });

export const experimentQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['experiments', id],
    queryFn: async ({ signal }) => answered(await client.GET('/api/experiments/{experiment_id}', { params: of(id), signal })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? AGAIN_MS : false),
  });

/** In the order of the items. While the experiment runs they are read anew with it. */
export const resultsQuery = (id: string, { key, evaluator, outcome, state }: ResultsFilter, follows: boolean, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['experiments', id, 'results', { key, evaluator, outcome, state }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        key: key || undefined,
        status: state ?? undefined,
        ...(evaluator && outcome && { evaluator, outcome }),
        ...(pageParam && { cursor: pageParam }),
      };
      const result = await client.GET('/api/experiments/{experiment_id}/results', { params: { ...of(id), query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state: { data } }) => (follows && (data?.pages.length ?? 0) <= 1 ? 2 * AGAIN_MS : false),
  });

/** How far an evaluator agrees with the people who scored the same runs. */
export const agreementQuery = (id: string, evaluator: string, score: string) =>
  queryOptions({
    queryKey: ['experiments', id, 'agreement', evaluator, score],
    queryFn: async ({ signal }) => {
      const query = { evaluator, ...(score && { score }) };
      return answered(await api.GET('/api/experiments/{experiment_id}/agreement', { params: { ...of(id), query }, signal }));
    },
    retry: false,
  });

export function useCreateExperiments() {
  const changed = useExperimentsChanged();
  return useChange({
    mutationFn: async (body: Schemas['ExperimentIn']) => {
      const made = answered(await api.POST('/api/experiments', { body }));
      return Array.isArray(made) ? made : [made];
    },
    onSuccess: changed,
  });
}

export function useCancelExperiment() {
  const changed = useExperimentsChanged();
  return useChange({
    mutationFn: async (id: string) => answered(await api.POST('/api/experiments/{experiment_id}/cancel', { params: of(id) })),
    onSettled: changed,
  });
}

export function useDeleteExperiment() {
  const changed = useExperimentsChanged();
  return useChange({
    mutationFn: async (id: string) => {
      const { error, response } = await api.DELETE('/api/experiments/{experiment_id}', { params: of(id) });
      return answered({ data: true, error, response });
    },
    onSuccess: changed,
  });
}

function useExperimentsChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['experiments'] });
}
