'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { AddToDataset } from '@/components/datasets/add-to-dataset';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { useDeleteTrace } from '../api/traces';
import type { Beginning } from '../tree/beginning';

export function TraceActions({ trace }: Pick<Beginning, 'trace'>) {
  const [isAsked, setAsked] = useState(false);
  const may = useMay();
  return (
    <>
      <AddToDataset sources={{ of: 'traces', ids: [trace.trace_id] }} />
      {may('admin') && <Button onClick={() => setAsked(true)}>Delete…</Button>}
      {isAsked && <DeleteDialog trace={trace} onClose={() => setAsked(false)} />}
    </>
  );
}

function DeleteDialog({ trace, onClose }: Pick<Beginning, 'trace'> & { onClose: () => void }) {
  const router = useRouter();
  const { mutate, error, isPending } = useDeleteTrace();
  return (
    <Dialog title="Delete this trace?" onClose={onClose}>
      <DialogForm
        danger
        act="Delete the trace"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(trace.trace_id, { onSuccess: () => router.push('/traces') })}
      >
        <p>
          {counted(trace.spans_total, 'span')} and {counted(trace.scores.length, 'score')} are deleted for good. What was added up
          of them for the dashboard is added up again without them.
        </p>
        <Refused what="Nothing was deleted." error={error} />
      </DialogForm>
    </Dialog>
  );
}
