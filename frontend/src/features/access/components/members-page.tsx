'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Failure } from '@/components/ui/failure';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Section } from '@/components/ui/section';
import { useMay } from '@/lib/me';
import { membersQuery } from '../api/members';
import { Invitations } from './invitations';
import { MembersTable } from './members-table';

const InviteDialog = dynamic(() => import('./invite-dialog').then((part) => part.InviteDialog));

/** Who belongs to the project, and whom a link still lets in. */
export function MembersPage() {
  const isAdmin = useMay()('admin');
  const [isInviting, setInviting] = useState(false);
  const { data, error, refetch } = useQuery(membersQuery());
  const invite = (
    <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setInviting(true)}>
      Invite…
    </Button>
  );

  return (
    <>
      <Section title="Members" about={data ? `${data.length} ${data.length === 1 ? 'person' : 'people'}` : '\u00a0'} actions={isAdmin && invite}>
        {error && !data ? (
          <Failure what="The members" error={error} onRetry={() => refetch()} />
        ) : data ? (
          <MembersTable members={data} isAdmin={isAdmin} onInvite={() => setInviting(true)} />
        ) : (
          <RowsSkeleton what="the members" />
        )}
      </Section>
      {isAdmin && <Invitations />}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
