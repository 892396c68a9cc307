import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { experimentQuery, resultsQuery } from '@/features/experiments/api/experiments';
import { ExperimentPage } from '@/features/experiments/components/experiment-page';
import { loadPageParams } from '@/features/experiments/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Experiment' };

export default async function Page({ params, searchParams }: PageProps<'/experiments/[id]'>) {
  const { id } = await params;
  const { at: _, ...filter } = await loadPageParams(searchParams);
  const client = await firstLoad(`/experiments/${id}`, (client, api) =>
    Promise.all([client.fetchQuery(experimentQuery(id, api)), client.prefetchInfiniteQuery(resultsQuery(id, filter, false, api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ExperimentPage id={id} />
    </HydrationBoundary>
  );
}
