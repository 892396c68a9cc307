import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { diffQuery } from '@/features/prompts/api/get-diff';
import { releasesQuery } from '@/features/prompts/api/list-releases';
import { PromptPage } from '@/features/prompts/components/prompt-page';
import { addressOf, loadDetailParams } from '@/features/prompts/search-params';
import { PromptUsage } from '@/features/usage/components/prompt-usage';
import { firstLoad } from '@/lib/api-server';
import { promptQuery } from '@/lib/prompts';

export const metadata: Metadata = { title: 'Prompt' };

export default async function Page({ params, searchParams }: PageProps<'/prompts/[id]'>) {
  const { id } = await params;
  const asked = await loadDetailParams(searchParams);
  const client = await firstLoad(addressOf(id, asked), async (client, api) => {
    const { prompt } = await client.fetchQuery(promptQuery(id, api));
    const shown = asked.v ?? prompt.active_version ?? prompt.latest_version.version;
    const base = asked.from ?? shown - 1;
    if (asked.tab === 'releases') await client.prefetchInfiniteQuery(releasesQuery(id, api));
    if (asked.tab === 'changes' && base > 0) await client.prefetchQuery(diffQuery(id, base, shown, api));
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PromptPage id={id} usage={<PromptUsage id={id} />} />
    </HydrationBoundary>
  );
}
