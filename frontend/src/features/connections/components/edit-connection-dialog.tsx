'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { FailureNotice } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { Bar } from '@/components/ui/skeleton';
import type { Connection } from '@/lib/connections';
import { hasStatus, Refusal } from '@/lib/problem';
import { connectionQuery, useUpdateConnection } from '../api/connections';
import { changesOf, formOf } from '../form';
import { ConnectionFields } from './connection-fields';

type Props = { connection: Connection; onClose: () => void };

/** Changes a connection as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditConnectionDialog({ connection, onClose }: Props) {
  const { data, error, refetch } = useQuery({ ...connectionQuery(connection), refetchOnWindowFocus: false });
  return (
    <Dialog title={`Edit ${connection.name}`} onClose={onClose}>
      {data ? (
        <Fields connection={data.connection} etag={data.etag} onClose={onClose} />
      ) : error ? (
        <FailureNotice what="The connection" error={error} onRetry={() => refetch()} />
      ) : (
        <Bar width="long" />
      )}
    </Dialog>
  );
}

function Fields({ connection, etag, onClose }: Props & { etag: string | null }) {
  const [seen] = useState({ connection, etag });
  const [form, setForm] = useState(() => formOf(connection));
  const { mutate, error, isPending } = useUpdateConnection(connection);
  const changes = changesOf(form, seen.connection);
  return (
    <DialogForm
      act="Save"
      disabled={Object.keys(changes).length === 0}
      isPending={isPending}
      onCancel={onClose}
      onSubmit={() => mutate({ body: changes, etag: seen.etag }, { onSuccess: onClose })}
    >
      {hasStatus(error, 412) ? (
        <Notice tone="bad" title="Nothing was changed.">
          Somebody else changed it meanwhile: close this, and look at it anew.
        </Notice>
      ) : (
        <Refused what="Nothing was changed." error={error} />
      )}
      <ConnectionFields
        form={form}
        saved={seen.connection}
        wrong={error instanceof Refusal ? error.fields : {}}
        onChange={(part) => setForm({ ...form, ...part })}
      />
    </DialogForm>
  );
}
