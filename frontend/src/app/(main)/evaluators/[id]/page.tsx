import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { evaluatorQuery } from '@/features/evaluators/api/evaluators';
import { EvaluatorPage } from '@/features/evaluators/components/evaluator-page';
import { firstLoad } from '@/lib/api-server';
import { kindsQuery } from '@/lib/evaluators';

export const metadata: Metadata = { title: 'Evaluator' };

export default async function Page({ params }: PageProps<'/evaluators/[id]'>) {
  const { id } = await params;
  const client = await firstLoad(`/evaluators/${id}`, (client, api) =>
    Promise.all([client.fetchQuery(evaluatorQuery(id, api)), client.prefetchQuery(kindsQuery(api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <EvaluatorPage id={id} />
    </HydrationBoundary>
  );
}
