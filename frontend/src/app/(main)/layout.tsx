import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { projectsQuery } from '@/features/shell/api/projects';
import { Shell } from '@/features/shell/components/shell';
import { currentBuild, newServerClient, serverApi } from '@/lib/api-server';
import { meQuery } from '@/lib/me';

/** The frame. Whether somebody may be here is for Flask to say, when a page asks it for data. */
export default async function MainLayout({ children }: LayoutProps<'/'>) {
  const client = newServerClient();
  const api = await serverApi();
  const [build] = await Promise.all([
    currentBuild(),
    client.prefetchQuery(meQuery(api)),
    client.prefetchQuery(projectsQuery(api)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Shell build={build}>{children}</Shell>
    </HydrationBoundary>
  );
}
