import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { gatesQuery } from '@/features/gates/api/gates';
import { GatesPage } from '@/features/gates/components/gates-page';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Gates' };

export default async function Page() {
  const client = await firstLoad('/settings/gates', (client, api) =>
    Promise.all([client.fetchQuery(gatesQuery(false, api)), client.prefetchQuery(gatesQuery(true, api))]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GatesPage />
    </HydrationBoundary>
  );
}
