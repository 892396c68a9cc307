'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useCreateDataset } from '../api/datasets';
import { creationOf, EMPTY, wrongIn } from '../form';
import { DatasetFields } from './dataset-fields';

export function NewDatasetDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [form, setForm] = useState(EMPTY);
  const { mutate, error, isPending, isSuccess } = useCreateDataset();
  const here = wrongIn(form);
  return (
    <Dialog title="New dataset" onClose={onClose}>
      <DialogForm
        act="Make the dataset"
        disabled={Object.keys(here).length > 0}
        isPending={isPending || isSuccess}
        onCancel={onClose}
        onSubmit={() => mutate(creationOf(form), { onSuccess: ({ id }) => router.push(`/datasets/${id}` as '/datasets') })}
      >
        <Refused what="No dataset was made." error={error} />
        <DatasetFields form={form} wrong={{ ...(error instanceof Refusal ? error.fields : {}), ...here }} onChange={(part) => setForm({ ...form, ...part })} />
      </DialogForm>
    </Dialog>
  );
}
