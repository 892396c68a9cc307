'use client';

import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useCreateConnection } from '../api/connections';
import { creationOf, EMPTY } from '../form';
import { ConnectionFields } from './connection-fields';

export function NewConnectionDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(EMPTY);
  const { mutate, error, isPending } = useCreateConnection();
  return (
    <Dialog title="New connection" onClose={onClose}>
      <DialogForm
        act="Make the connection"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(creationOf(form), { onSuccess: onClose })}
      >
        <Refused what="No connection was made." error={error} />
        <ConnectionFields form={form} wrong={error instanceof Refusal ? error.fields : {}} onChange={(part) => setForm({ ...form, ...part })} />
      </DialogForm>
    </Dialog>
  );
}
