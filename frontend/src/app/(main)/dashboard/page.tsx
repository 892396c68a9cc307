import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { scoreUsageQuery, usageQuery } from '@/features/usage/api/usage';
import { DashboardPage } from '@/features/usage/components/dashboard-page';
import { dashboardAddress, loadDashboardParams } from '@/features/usage/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Dashboard' };

export default async function Page({ searchParams }: PageProps<'/dashboard'>) {
  const state = await loadDashboardParams(searchParams);
  const { period, since, until, by, ...filter } = state;
  const client = await firstLoad(dashboardAddress('/dashboard', state), (client, api) =>
    Promise.all([
      client.fetchQuery(usageQuery({ period, since, until }, filter, 'none', api)),
      client.prefetchQuery(usageQuery({ period, since, until }, filter, by, api)),
      client.prefetchQuery(scoreUsageQuery({ period, since, until }, filter, api)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DashboardPage />
    </HydrationBoundary>
  );
}
