import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { keysQuery } from '@/features/access/api/keys';
import { KeysPage } from '@/features/access/components/keys-page';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'API keys' };

export default async function Page() {
  const client = await firstLoad('/settings/keys', (client, api) => client.fetchInfiniteQuery(keysQuery(api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <KeysPage />
    </HydrationBoundary>
  );
}
