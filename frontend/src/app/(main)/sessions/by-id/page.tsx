import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { sessionQuery } from '@/features/traces/api/sessions';
import { SessionPage } from '@/features/traces/components/session-page';
import { loadSessionParams } from '@/features/traces/search-params';
import { sessionAddress } from '@/features/traces/words';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Session' };

export default async function Page({ searchParams }: PageProps<'/sessions/by-id'>) {
  const { id } = await loadSessionParams(searchParams);
  const client = await firstLoad(sessionAddress(id), async (client, api) => {
    if (id !== '') await client.fetchQuery(sessionQuery(id, api));
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SessionPage />
    </HydrationBoundary>
  );
}
