import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { NewEvaluatorPage } from '@/features/evaluators/components/new-evaluator-page';
import { firstLoad } from '@/lib/api-server';
import { kindsQuery } from '@/lib/evaluators';

export const metadata: Metadata = { title: 'New evaluator' };

export default async function Page() {
  const client = await firstLoad('/evaluators/new', (client, api) => client.fetchQuery(kindsQuery(api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <NewEvaluatorPage />
    </HydrationBoundary>
  );
}
