import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { sessionsQuery } from '@/features/traces/api/sessions';
import { SessionsPage } from '@/features/traces/components/sessions-page';
import { loadSessionsParams, sessionsAddress } from '@/features/traces/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Sessions' };

export default async function Page({ searchParams }: PageProps<'/sessions'>) {
  const filter = await loadSessionsParams(searchParams);
  const client = await firstLoad(sessionsAddress('/sessions', filter), (client, api) => client.fetchInfiniteQuery(sessionsQuery(filter, api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SessionsPage />
    </HydrationBoundary>
  );
}
