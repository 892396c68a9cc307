import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { eventsQuery } from '@/features/audit/api/events';
import { AuditPage } from '@/features/audit/components/audit-page';
import { auditAddress, loadAuditParams } from '@/features/audit/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Audit log' };

export default async function Page({ searchParams }: PageProps<'/settings/audit'>) {
  const filter = await loadAuditParams(searchParams);
  const client = await firstLoad(auditAddress('/settings/audit', filter), (client, api) =>
    client.fetchInfiniteQuery(eventsQuery(filter, api)),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AuditPage />
    </HydrationBoundary>
  );
}
