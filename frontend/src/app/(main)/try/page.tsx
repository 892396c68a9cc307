import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, createSerializer } from 'nuqs/server';
import { runsQuery } from '@/features/runs/api/runs';
import { TryPage } from '@/features/runs/try/components/try-page';
import { tryParams } from '@/features/runs/try/columns';
import { triedBefore } from '@/features/runs/try/history';
import { firstLoad } from '@/lib/api-server';
import { connectionsQuery } from '@/lib/connections';
import { hasStatus } from '@/lib/problem';
import { promptQuery } from '@/lib/prompts';

export const metadata: Metadata = { title: 'Try it' };

const load = createLoader(tryParams);
const address = createSerializer(tryParams);

export default async function Page({ searchParams }: PageProps<'/try'>) {
  const asked = await load(searchParams);
  const client = await firstLoad(address('/try', asked), (client, api) =>
    Promise.all([
      client.fetchQuery(connectionsQuery(api)),
      client.prefetchInfiniteQuery(runsQuery(triedBefore(asked.prompt), api)),
      // Of one that is gone the page itself says so, and offers to choose another.
      asked.prompt && client.fetchQuery(promptQuery(asked.prompt, api)).catch((error) => hasStatus(error, 404) || Promise.reject(error)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TryPage />
    </HydrationBoundary>
  );
}
