import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ProjectPage } from '@/features/access/components/project-page';
import { firstLoad } from '@/lib/api-server';
import { meQuery } from '@/lib/me';

export const metadata: Metadata = { title: 'Project' };

export default async function Page() {
  const client = await firstLoad('/settings/project', (client, api) => client.fetchQuery(meQuery(api)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ProjectPage />
    </HydrationBoundary>
  );
}
