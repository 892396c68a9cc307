import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { datasetsQuery } from '@/features/datasets/api/datasets';
import { DatasetsPage } from '@/features/datasets/components/datasets-page';
import { listAddress, loadListParams } from '@/features/datasets/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Datasets' };

export default async function Page({ searchParams }: PageProps<'/datasets'>) {
  const filter = await loadListParams(searchParams);
  const client = await firstLoad(listAddress('/datasets', filter), (client, api) => client.fetchInfiniteQuery(datasetsQuery(filter, api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DatasetsPage />
    </HydrationBoundary>
  );
}
