'use client';

import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useCreateScale } from '../api/scales';
import { creationOf, EMPTY } from '../form';
import { ScaleFields } from './scale-fields';

export function NewScaleDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(EMPTY);
  const { mutate, error, isPending } = useCreateScale();
  return (
    <Dialog title="New scale" onClose={onClose}>
      <DialogForm
        act="Make the scale"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(creationOf(form), { onSuccess: onClose })}
      >
        <Refused what="No scale was made." error={error} />
        <ScaleFields form={form} isNew wrong={error instanceof Refusal ? error.fields : {}} onChange={(part) => setForm({ ...form, ...part })} />
      </DialogForm>
    </Dialog>
  );
}
