'use client';

import { useState } from 'react';
import { DialogForm } from '@/components/ui/dialog';
import { EditDialog, NotChanged } from '@/components/ui/edit-dialog';
import type { Connection } from '@/lib/connections';
import { Refusal } from '@/lib/problem';
import { connectionQuery, useUpdateConnection } from '../api/connections';
import { changesOf, formOf } from '../form';
import { ConnectionFields } from './connection-fields';

type Props = { connection: Connection; onClose: () => void };

/** Changes a connection as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditConnectionDialog({ connection, onClose }: Props) {
  return (
    <EditDialog name={connection.name} what="The connection" query={connectionQuery(connection)} onClose={onClose}>
      {(read) => <Fields {...read} onClose={onClose} />}
    </EditDialog>
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
      <NotChanged error={error} />
      <ConnectionFields
        form={form}
        saved={seen.connection}
        wrong={error instanceof Refusal ? error.fields : {}}
        onChange={(part) => setForm({ ...form, ...part })}
      />
    </DialogForm>
  );
}
