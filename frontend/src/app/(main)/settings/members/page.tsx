import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { invitationsQuery } from '@/features/access/api/invitations';
import { membersQuery } from '@/features/access/api/members';
import { MembersPage } from '@/features/access/components/members-page';
import { firstLoad } from '@/lib/api-server';
import { meQuery } from '@/lib/me';

export const metadata: Metadata = { title: 'Members' };

export default async function Page() {
  const client = await firstLoad('/settings/members', async (client, api) => {
    const [me] = await Promise.all([client.fetchQuery(meQuery(api)), client.fetchQuery(membersQuery(api))]);
    // Asked by others, it would be a refusal for the audit log.
    if (me.rights.includes('admin')) await client.prefetchInfiniteQuery(invitationsQuery(api));
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <MembersPage />
    </HydrationBoundary>
  );
}
