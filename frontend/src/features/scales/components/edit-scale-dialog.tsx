'use client';

import { useState } from 'react';
import { DialogForm } from '@/components/ui/dialog';
import { EditDialog, NotChanged } from '@/components/ui/edit-dialog';
import type { Scale } from '@/lib/scores';
import { Refusal } from '@/lib/problem';
import { scaleQuery, useUpdateScale } from '../api/scales';
import { changesOf, formOf } from '../form';
import { ScaleFields } from './scale-fields';

type Props = { scale: Scale; onClose: () => void };

/** Changes a scale as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditScaleDialog({ scale, onClose }: Props) {
  return (
    <EditDialog name={scale.name} what="The scale" query={scaleQuery(scale)} onClose={onClose}>
      {(read) => <Fields {...read} onClose={onClose} />}
    </EditDialog>
  );
}

function Fields({ scale, etag, onClose }: Props & { etag: string | null }) {
  const [seen] = useState({ scale, etag });
  const [form, setForm] = useState(() => formOf(scale));
  const { mutate, error, isPending } = useUpdateScale(scale);
  const changes = changesOf(form, seen.scale);
  return (
    <DialogForm
      act="Save"
      disabled={Object.keys(changes).length === 0}
      isPending={isPending}
      onCancel={onClose}
      onSubmit={() => mutate({ body: changes, etag: seen.etag }, { onSuccess: onClose })}
    >
      <NotChanged error={error} />
      <ScaleFields form={form} wrong={error instanceof Refusal ? error.fields : {}} onChange={(part) => setForm({ ...form, ...part })} />
      <p>Scores that were given already stay as they are.</p>
    </DialogForm>
  );
}
