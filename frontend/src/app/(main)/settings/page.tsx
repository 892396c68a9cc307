import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { HEADER, within } from '@/lib/project';

export default async function Settings() {
  redirect(within('/settings/members', (await headers()).get(HEADER)) as '/settings/members');
}
