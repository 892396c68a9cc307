'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Failure } from '@/components/ui/failure';
import { Older } from '@/components/ui/older';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import { date, exactTime } from '@/lib/format';
import { type Invitation, invitationsQuery, useRevokeInvitation } from '../api/invitations';

/** The links that still let somebody in. */
export function Invitations() {
  const query = useInfiniteQuery(invitationsQuery());
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const open = data?.pages.flatMap((page) => page.rows);
  return (
    <Section
      title="Open invitations"
      about={open?.length === 0 ? 'None. An invitation is a link that works once, and for three days.' : undefined}
    >
      {error && !data ? (
        <Failure what="The invitations" error={error} onRetry={() => refetch()} />
      ) : !open ? (
        <RowsSkeleton what="the invitations" />
      ) : (
        open.length > 0 && <Table open={open} />
      )}
      {hasNextPage && (
        <Inner>
          <Older
            what="invitations"
            error={isFetchNextPageError ? error : null}
            isLoading={isFetchingNextPage}
            onLoad={() => fetchNextPage()}
          />
        </Inner>
      )}
    </Section>
  );
}

function Table({ open }: { open: Invitation[] }) {
  return (
    <table className={rows.rows}>
      <thead>
        <tr>
          <th scope="col">For whom</th>
          <th scope="col">Role</th>
          <th scope="col">Made by</th>
          <th scope="col">Made</th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {open.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { mutate, error, isPending } = useRevokeInvitation(invitation);
  const { note, role, created_by, created_at, expires_at } = invitation;
  return (
    <tr>
      <th scope="row" className={rows.wide}>
        {note ?? 'Whoever has the link'}
        <Refused what="It was not revoked." error={error} />
      </th>
      <td className={rows.plain}>{role}</td>
      <td data-name="by">{created_by}</td>
      <td className={rows.spare}>
        <RelativeTime at={created_at} />
      </td>
      <td data-name="until" title={exactTime(expires_at)}>
        {date(expires_at)}
      </td>
      <td className={rows.acts}>
        <Button size="compact-sm" loading={isPending} onClick={() => mutate()} aria-label={`Revoke: ${note ?? role}`}>
          Revoke
        </Button>
      </td>
    </tr>
  );
}
