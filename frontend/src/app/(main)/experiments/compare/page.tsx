import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { comparisonQuery } from '@/features/experiments/api/compare';
import { ComparePage } from '@/features/experiments/compare/compare-page';
import { compareAddress, loadCompareParams } from '@/features/experiments/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Compare experiments' };

export default async function Page({ searchParams }: PageProps<'/experiments/compare'>) {
  const { at, ...comparing } = await loadCompareParams(searchParams);
  const address = compareAddress('/experiments/compare', { ...comparing, at });
  const client = await firstLoad(address, async (client, api) => {
    // What cannot be compared, the page says by itself.
    if (comparing.ids.length > 1) await client.prefetchInfiniteQuery(comparisonQuery(comparing, api));
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ComparePage />
    </HydrationBoundary>
  );
}
