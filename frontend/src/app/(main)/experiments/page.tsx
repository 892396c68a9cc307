import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { experimentsQuery } from '@/features/experiments/api/experiments';
import { ExperimentsPage } from '@/features/experiments/components/experiments-page';
import { listAddress, loadListParams } from '@/features/experiments/search-params';
import { firstLoad } from '@/lib/api-server';
import { datasetChoicesQuery } from '@/lib/datasets';
import { evaluatorChoicesQuery } from '@/lib/evaluators';

export const metadata: Metadata = { title: 'Experiments' };

export default async function Page({ searchParams }: PageProps<'/experiments'>) {
  const filter = await loadListParams(searchParams);
  const client = await firstLoad(listAddress('/experiments', filter), (client, api) =>
    Promise.all([
      client.fetchInfiniteQuery(experimentsQuery(filter, api)),
      client.prefetchQuery(datasetChoicesQuery(api)),
      client.prefetchQuery(evaluatorChoicesQuery(api)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ExperimentsPage />
    </HydrationBoundary>
  );
}
