'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { FailureNotice } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { Bar } from '@/components/ui/skeleton';
import { hasStatus, Refusal } from '@/lib/problem';
import type { Scale } from '@/lib/scores';
import { scaleQuery, useUpdateScale } from '../api/scales';
import { changesOf, formOf } from '../form';
import { ScaleFields } from './scale-fields';

type Props = { scale: Scale; onClose: () => void };

/** Changes a scale as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditScaleDialog({ scale, onClose }: Props) {
  const { data, error, refetch } = useQuery({ ...scaleQuery(scale), refetchOnWindowFocus: false });
  return (
    <Dialog title={`Edit ${scale.name}`} onClose={onClose}>
      {data ? (
        <Fields scale={data.scale} etag={data.etag} onClose={onClose} />
      ) : error ? (
        <FailureNotice what="The scale" error={error} onRetry={() => refetch()} />
      ) : (
        <Bar width="long" />
      )}
    </Dialog>
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
      {hasStatus(error, 412) ? (
        <Notice tone="bad" title="Nothing was changed.">
          Somebody else changed it meanwhile: close this, and look at it anew.
        </Notice>
      ) : (
        <Refused what="Nothing was changed." error={error} />
      )}
      <ScaleFields form={form} wrong={error instanceof Refusal ? error.fields : {}} onChange={(part) => setForm({ ...form, ...part })} />
      <p>Scores that were given already stay as they are.</p>
    </DialogForm>
  );
}
