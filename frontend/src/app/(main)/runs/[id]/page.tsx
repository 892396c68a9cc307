import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { runQuery } from '@/features/runs/api/runs';
import { RunPage } from '@/features/runs/components/run-page';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Run' };

export default async function Page({ params }: PageProps<'/runs/[id]'>) {
  const { id } = await params;
  const client = await firstLoad(`/runs/${id}`, (client, api) => client.fetchQuery(runQuery(id, api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RunPage id={id} />
    </HydrationBoundary>
  );
}
