import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { sessionsQuery } from '@/features/access/api/account';
import { AccountPage } from '@/features/access/components/account-page';
import { waysIn } from '@/features/access/ways-in';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Your account' };

export default async function Page() {
  const [client, ways] = await Promise.all([
    firstLoad('/account', (client, api) => client.fetchQuery(sessionsQuery(api))),
    waysIn(),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AccountPage hasPassword={ways.password_sign_in} />
    </HydrationBoundary>
  );
}
