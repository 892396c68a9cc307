import { Door } from '@/features/access/components/door';
import { SetupForm } from '@/features/access/components/setup-form';

export const metadata = { title: 'Set up', referrer: 'no-referrer' };

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams;
  return (
    <Door title="The first operator">
      {typeof token === 'string' && token ? (
        <SetupForm token={token} />
      ) : (
        <p>
          This page needs the one-time link that was printed at the first start. <code>flask users setup-link</code>{' '}
          prints it again.
        </p>
      )}
    </Door>
  );
}
