import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { NewVersionPage } from '@/features/prompts/components/new-version-page';
import { loadDraftParams } from '@/features/prompts/search-params';
import { firstLoad } from '@/lib/api-server';
import { promptQuery, versionQuery } from '@/lib/prompts';

export const metadata: Metadata = { title: 'New version' };

export default async function Page({ params, searchParams }: PageProps<'/prompts/[id]/new'>) {
  const { id } = await params;
  const { from } = await loadDraftParams(searchParams);
  const client = await firstLoad(`/prompts/${id}/new${from ? `?from=${from}` : ''}`, async (client, api) => {
    await client.fetchQuery(promptQuery(id, api));
    if (from) await client.fetchQuery(versionQuery(id, from, api));
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <NewVersionPage id={id} />
    </HydrationBoundary>
  );
}
