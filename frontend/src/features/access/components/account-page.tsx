'use client';

import { useQuery } from '@tanstack/react-query';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { meQuery } from '@/lib/me';
import { NameForm } from './name-form';
import { PasswordForm } from './password-form';
import { Sessions } from './sessions';

type Props = {
  /** Whether passwords sign in here at all. */
  hasPassword: boolean;
};

/** One's own account, which belongs to no project. */
export function AccountPage({ hasPassword }: Props) {
  const { data: me, error, refetch } = useQuery(meQuery());
  return (
    <>
      <PageHeader title={<h1>Your account</h1>} below={me?.person?.email ?? '\u00a0'} />
      {me?.person ? (
        <NameForm key={me.person.id} name={me.person.name} />
      ) : error ? (
        <Failure what="Your account" error={error} onRetry={() => refetch()} />
      ) : (
        <RowsSkeleton what="your account" />
      )}
      {hasPassword && <PasswordForm email={me?.person?.email ?? ''} />}
      <Sessions />
    </>
  );
}
