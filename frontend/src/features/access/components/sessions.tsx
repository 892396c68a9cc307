'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Failure } from '@/components/ui/failure';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Section } from '@/components/ui/section';
import { StateWords } from '@/components/ui/state';
import { type Session, sessionsQuery, useRevokeSession, useSignOutEverywhere } from '../api/account';
import { browserOf } from '../browser-of';

/** Where one is signed in, and the ways out. */
export function Sessions() {
  const { data, error, refetch } = useQuery(sessionsQuery());
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Section
      title="Sessions"
      about="Every browser in which you are signed in. Revoke what you do not know."
      actions={<Button onClick={() => setLeaving(true)}>Sign out everywhere…</Button>}
    >
      {error && !data ? (
        <Failure what="The sessions" error={error} onRetry={() => refetch()} />
      ) : data ? (
        <Table sessions={data} />
      ) : (
        <RowsSkeleton what="the sessions" />
      )}
      {isLeaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </Section>
  );
}

function Table({ sessions }: { sessions: Session[] }) {
  return (
    <table className={rows.rows}>
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">Address</th>
          <th scope="col">Last seen</th>
          <th scope="col">Signed in</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ session }: { session: Session }) {
  const { mutate, error, isPending } = useRevokeSession();
  const { agent, address, seen_at, created_at, is_current } = session;
  return (
    <tr>
      <th scope="row" className={rows.wide} title={agent ?? undefined}>
        {browserOf(agent)}
        <Refused what="It was not revoked." error={error} />
      </th>
      <td>{address ?? 'unknown'}</td>
      <td data-name="seen">
        <RelativeTime at={seen_at} />
      </td>
      <td data-name="since">
        <RelativeTime at={created_at} />
      </td>
      <td className={rows.acts}>
        {is_current ? (
          <StateWords tone="ok" words="this one" />
        ) : (
          <Button
            size="compact-sm"
            loading={isPending}
            aria-label={`Revoke: ${browserOf(agent)}, ${address ?? 'unknown'}`}
            onClick={() => mutate(session)}
          >
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}

function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { mutate, error, isPending, isSuccess } = useSignOutEverywhere();
  return (
    <Dialog title="Sign out everywhere" onClose={onClose}>
      <DialogForm
        act="Sign out everywhere"
        danger
        isPending={isPending || isSuccess}
        onCancel={onClose}
        onSubmit={() => mutate()}
      >
        <Refused what="You are still signed in." error={error} />
        <p>Every session of yours ends, this one too. API keys go on working.</p>
      </DialogForm>
    </Dialog>
  );
}
