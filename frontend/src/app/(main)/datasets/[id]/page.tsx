import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { datasetQuery, itemsQuery } from '@/features/datasets/api/datasets';
import { DatasetPage } from '@/features/datasets/components/dataset-page';
import { loadPageParams, pageAddress } from '@/features/datasets/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Dataset' };

export default async function Page({ params, searchParams }: PageProps<'/datasets/[id]'>) {
  const { id } = await params;
  const state = await loadPageParams(searchParams);
  const client = await firstLoad(pageAddress(`/datasets/${id}`, state), (client, api) =>
    Promise.all([client.fetchQuery(datasetQuery(id, api)), state.tab === 'items' && client.prefetchInfiniteQuery(itemsQuery(id, state, api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DatasetPage id={id} />
    </HydrationBoundary>
  );
}
