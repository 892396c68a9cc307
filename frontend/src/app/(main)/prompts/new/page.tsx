import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { NewPromptPage } from '@/features/prompts/components/new-prompt-page';
import { firstLoad } from '@/lib/api-server';
import { meQuery } from '@/lib/me';

export const metadata: Metadata = { title: 'New prompt' };

export default async function Page() {
  const client = await firstLoad('/prompts/new', (client, api) => client.fetchQuery(meQuery(api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <NewPromptPage />
    </HydrationBoundary>
  );
}
