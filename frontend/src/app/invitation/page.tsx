import { Door } from '@/features/access/components/door';
import { InvitationForm } from '@/features/access/components/invitation-form';
import { serverApi } from '@/lib/api-server';

export const metadata = { title: 'Invitation', referrer: 'no-referrer' };

export default async function InvitationPage() {
  const { data: me } = await (await serverApi()).GET('/api/me');
  return (
    <Door title="Join a project">
      <InvitationForm person={me?.person?.name ?? null} />
    </Door>
  );
}
