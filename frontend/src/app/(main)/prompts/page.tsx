import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createSerializer } from 'nuqs/server';
import { promptsQuery } from '@/features/prompts/api/list-prompts';
import { PromptsPage } from '@/features/prompts/components/prompts-page';
import { listParams, loadListParams } from '@/features/prompts/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Prompts' };

const address = createSerializer(listParams);

export default async function Page({ searchParams }: PageProps<'/prompts'>) {
  const list = await loadListParams(searchParams);
  const client = await firstLoad(address('/prompts', list), (client, api) => client.fetchQuery(promptsQuery(list, api)),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PromptsPage />
    </HydrationBoundary>
  );
}
