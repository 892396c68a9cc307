import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { NewExperimentPage } from '@/features/experiments/new/new-experiment-page';
import { loadNewParams } from '@/features/experiments/search-params';
import { firstLoad } from '@/lib/api-server';
import { connectionsQuery } from '@/lib/connections';
import { datasetChoicesQuery } from '@/lib/datasets';
import { evaluatorChoicesQuery, kindsQuery } from '@/lib/evaluators';

export const metadata: Metadata = { title: 'New experiment' };

export default async function Page({ searchParams }: PageProps<'/experiments/new'>) {
  const begin = await loadNewParams(searchParams);
  const client = await firstLoad('/experiments/new', (client, api) =>
    Promise.all([
      client.fetchQuery(datasetChoicesQuery(api)),
      client.prefetchQuery(evaluatorChoicesQuery(api)),
      client.prefetchQuery(kindsQuery(api)),
      client.prefetchQuery(connectionsQuery(api)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <NewExperimentPage {...begin} />
    </HydrationBoundary>
  );
}
