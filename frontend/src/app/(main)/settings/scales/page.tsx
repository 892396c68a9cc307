import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { archivedQuery } from '@/features/scales/api/scales';
import { ScalesPage } from '@/features/scales/components/scales-page';
import { firstLoad } from '@/lib/api-server';
import { scalesQuery } from '@/lib/scores';

export const metadata: Metadata = { title: 'Scales' };

export default async function Page() {
  const client = await firstLoad('/settings/scales', (client, api) =>
    Promise.all([client.fetchQuery(scalesQuery(api)), client.prefetchQuery(archivedQuery(api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ScalesPage />
    </HydrationBoundary>
  );
}
