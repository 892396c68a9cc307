import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { runsQuery } from '@/features/runs/api/runs';
import { RunsPage } from '@/features/runs/components/runs-page';
import { loadRunsParams, runsAddress } from '@/features/runs/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Runs' };

export default async function Page({ searchParams }: PageProps<'/runs'>) {
  const filter = await loadRunsParams(searchParams);
  const client = await firstLoad(runsAddress('/runs', filter), (client, api) => client.fetchInfiniteQuery(runsQuery(filter, api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RunsPage />
    </HydrationBoundary>
  );
}
