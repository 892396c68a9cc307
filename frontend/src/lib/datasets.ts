/** Datasets as more than one screen reads and fills them. */

import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { answered } from './problem';
import { useChange } from './use-change';

export type Dataset = Schemas['DatasetOut'];
export type Item = Schemas['DatasetItemOut'];
export type Taken = Schemas['DatasetTakenOut'];

const MOST = 100;

/** Those in use that a field offers, newest first. */
export const datasetChoicesQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['datasets', 'choices'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/datasets', { params: { query: { limit: MOST } }, signal })),
    staleTime: 30_000,
  });

/** What is to be made into items: things by their ids, or the newest of those that a filter leaves. */
export type Sources =
  | { of: 'runs'; ids?: string[]; filter?: Schemas['RunsFilter'] }
  | { of: 'traces'; ids?: string[]; filter?: Schemas['TracesFilter'] };

type Taking = { dataset_id: string; expected: 'output' | 'none'; limit?: number; tags?: string[] };

/** Adds items made from runs or traces; what is in the dataset already stays as it is. */
export function useTakeIn(sources: Sources) {
  const client = useQueryClient();
  return useChange({
    mutationFn: async ({ dataset_id, ...how }: Taking) => {
      const { of, ...what } = sources;
      const params = { path: { dataset_id } };
      const body = { ...how, ...what };
      if (of === 'runs') return answered(await api.POST('/api/datasets/{dataset_id}/items/from-runs', { params, body: body as Schemas['FromRunsIn'] }));
      return answered(await api.POST('/api/datasets/{dataset_id}/items/from-traces', { params, body: body as Schemas['FromTracesIn'] }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['datasets'] }),
  });
}
