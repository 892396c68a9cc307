'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CopyBlock } from '@/components/ui/copy-block';
import { Dialog, DialogEnd, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useInvite } from '../api/invitations';
import { type Role, ROLE_NAMES, ROLES } from '../roles';

/** Makes a one-time link, and shows it. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [role, setRole] = useState<Role>('editor');
  const [note, setNote] = useState('');
  const { mutate, data, error, isPending } = useInvite();
  const wrong = error instanceof Refusal ? error.fields : {};

  if (data) {
    return (
      <Dialog title="The invitation" stays onClose={onClose}>
        <p>
          Hand this link over yourself. It is shown only now, works once, and for three days. Whoever opens it joins as{' '}
          {data.role}.
        </p>
        <CopyBlock label="Invitation link" text={data.link} />
        <DialogEnd onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <DialogForm
        act="Make the link"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ role, note: note.trim() || null })}
      >
        <Refused what="No invitation was made." error={error} />
        <NativeSelect
          label="Role"
          description={ROLES[role]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          styles={{ description: { marginTop: 4 } }}
          data={ROLE_NAMES}
          value={role}
          error={wrong.role}
          onChange={({ currentTarget }) => setRole(currentTarget.value as Role)}
        />
        <TextInput
          label="For whom"
          description="Shown to admins only. May be left out."
          data-autofocus
          maxLength={200}
          value={note}
          error={wrong.note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
