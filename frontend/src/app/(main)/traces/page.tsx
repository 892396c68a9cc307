import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { tracesQuery } from '@/features/traces/api/traces';
import { TracesPage } from '@/features/traces/components/traces-page';
import { loadTracesParams, tracesAddress } from '@/features/traces/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Traces' };

export default async function Page({ searchParams }: PageProps<'/traces'>) {
  const filter = await loadTracesParams(searchParams);
  const client = await firstLoad(tracesAddress('/traces', filter), (client, api) => client.fetchInfiniteQuery(tracesQuery(filter, api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TracesPage />
    </HydrationBoundary>
  );
}
