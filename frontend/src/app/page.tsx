import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { serverApi } from '@/lib/api-server';
import { COOKIE, within } from '@/lib/project';

/** To the project that was chosen last, if this person still belongs to it. */
export default async function Home() {
  const last = (await cookies()).get(COOKIE)?.value;
  if (last === undefined) redirect('/prompts');
  const { data: projects = [] } = await (await serverApi()).GET('/api/projects');
  const known = projects.find(({ slug }) => slug === last);
  redirect(within('/prompts', known?.slug ?? null) as '/prompts');
}
