'use client';

import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { hasStatus } from '@/lib/problem';
import { Dialog } from './dialog';
import { FailureNotice } from './failure';
import { Notice } from './notice';
import { Refused } from './refused';
import { Bar } from './skeleton';

type Props<Read, Key extends QueryKey> = {
  name: string;
  what: string;
  query: UseQueryOptions<Read, Error, Read, Key>;
  onClose: () => void;
  children: (read: Read) => ReactNode;
};

/** A dialog that changes what is there now, so it reads that first. */
export function EditDialog<Read, Key extends QueryKey>({ name, what, query, onClose, children }: Props<Read, Key>) {
  const { data, error, refetch } = useQuery({ ...query, refetchOnWindowFocus: false });
  return (
    <Dialog title={`Edit ${name}`} onClose={onClose}>
      {data ? children(data) : error ? <FailureNotice what={what} error={error} onRetry={() => refetch()} /> : <Bar width="long" />}
    </Dialog>
  );
}

/** Why it was not changed; if because somebody else did, that is not overwritten. */
export function NotChanged({ error }: { error: unknown }) {
  if (!hasStatus(error, 412)) return <Refused what="Nothing was changed." error={error} />;
  return (
    <Notice tone="bad" title="Nothing was changed.">
      Somebody else changed it meanwhile: close this, and look at it anew.
    </Notice>
  );
}
