import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ConnectionsPage } from '@/features/connections/components/connections-page';
import { firstLoad } from '@/lib/api-server';
import { connectionsQuery } from '@/lib/connections';

export const metadata: Metadata = { title: 'Connections' };

export default async function Page() {
  const client = await firstLoad('/settings/connections', (client, api) => client.fetchQuery(connectionsQuery(api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ConnectionsPage />
    </HydrationBoundary>
  );
}
