import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import type { Dataset } from '@/lib/datasets';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { ListFilter } from '../search-params';

const PAGE_SIZE = 50;

const of = (dataset_id: string) => ({ path: { dataset_id } });

/** Newest first. */
export const datasetsQuery = ({ q, tag, archived }: ListFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['datasets', 'list', { q, tag, archived }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, archived, q: q.trim() || undefined, tag: tag || undefined, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/datasets', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** As it is now, and which state that is. */
export const datasetQuery = (id: string, client: Api = api) =>
  queryOptions({
    queryKey: ['datasets', id],
    queryFn: async ({ signal }) => {
      const result = await client.GET('/api/datasets/{dataset_id}', { params: of(id), signal });
      return { dataset: answered(result), etag: result.response.headers.get('ETag') };
    },
  });

export type ItemsFilter = { version: number | null; q: string; tag: string };

/** In the order in which they came. */
export const itemsQuery = (id: string, { version, q, tag }: ItemsFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['datasets', id, 'items', { version, q, tag }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, version: version ?? undefined, q: q.trim() || undefined, tag: tag || undefined, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/datasets/{dataset_id}/items', { params: { ...of(id), query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const itemQuery = (id: string, key: string, version: number | null) =>
  queryOptions({
    queryKey: ['datasets', id, 'item', { key, version }],
    queryFn: async ({ signal }) => {
      const query = { key, ...(version !== null && { version }) };
      const result = await api.GET('/api/datasets/{dataset_id}/item', { params: { ...of(id), query }, signal });
      return { item: answered(result), etag: result.response.headers.get('ETag') };
    },
  });

/** Newest first. */
export const versionsQuery = (id: string, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['datasets', id, 'versions'],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/datasets/{dataset_id}/versions', { params: { ...of(id), query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** What is otherwise in the later version than in the earlier one. */
export const changesQuery = (id: string, from: number, to: number, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['datasets', id, 'changes', { from, to }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { from, to, limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/datasets/{dataset_id}/diff', { params: { ...of(id), query }, signal });
      const { changes, ...counts } = answered(result);
      return { ...counts, ...pageOf(changes, result.response.headers) };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export function useCreateDataset() {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async (body: Schemas['DatasetIn']) => answered(await api.POST('/api/datasets', { body })),
    onSuccess: changed,
  });
}

type Change = { body: Schemas['DatasetPatchIn']; etag?: string | null };

/** Changes the state that `etag` names; 412 if it is another by now. */
export function useUpdateDataset({ id }: Pick<Dataset, 'id'>) {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async ({ body, etag }: Change) => {
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/datasets/{dataset_id}', { params: of(id), body, headers }));
    },
    onSuccess: changed,
  });
}

export function useDeleteDataset({ id }: Pick<Dataset, 'id'>) {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async () => {
      const { error, response } = await api.DELETE('/api/datasets/{dataset_id}', { params: of(id) });
      return answered({ data: true, error, response });
    },
    onSuccess: changed,
  });
}

/** Adds an item, or changes the one of its key, as the next version. */
export function usePutItem({ id }: Pick<Dataset, 'id'>) {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async ({ message, ...item }: Schemas['DatasetItemIn'] & { message?: string }) => {
      const body = { items: [item], ...(message && { message }) };
      return answered(await api.POST('/api/datasets/{dataset_id}/items', { params: of(id), body }));
    },
    onSuccess: changed,
  });
}

export function useRemoveItem({ id }: Pick<Dataset, 'id'>) {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async (key: string) => answered(await api.POST('/api/datasets/{dataset_id}/items/remove', { params: of(id), body: { keys: [key] } })),
    onSuccess: changed,
  });
}

export function useDatasetsChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['datasets'] });
}
