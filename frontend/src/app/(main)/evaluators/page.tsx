import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { evaluatorsQuery } from '@/features/evaluators/api/evaluators';
import { EvaluatorsPage } from '@/features/evaluators/components/evaluators-page';
import { listAddress, loadListParams } from '@/features/evaluators/search-params';
import { firstLoad } from '@/lib/api-server';
import { kindsQuery } from '@/lib/evaluators';

export const metadata: Metadata = { title: 'Evaluators' };

export default async function Page({ searchParams }: PageProps<'/evaluators'>) {
  const filter = await loadListParams(searchParams);
  const client = await firstLoad(listAddress('/evaluators', filter), (client, api) =>
    Promise.all([client.fetchInfiniteQuery(evaluatorsQuery(filter, api)), client.prefetchQuery(kindsQuery(api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <EvaluatorsPage />
    </HydrationBoundary>
  );
}
