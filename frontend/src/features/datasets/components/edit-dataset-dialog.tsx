'use client';

import { useState } from 'react';
import { DialogForm } from '@/components/ui/dialog';
import { EditDialog, NotChanged } from '@/components/ui/edit-dialog';
import type { Dataset } from '@/lib/datasets';
import { Refusal } from '@/lib/problem';
import { datasetQuery, useUpdateDataset } from '../api/datasets';
import { changesOf, formOf, wrongIn } from '../form';
import { DatasetFields } from './dataset-fields';

type Props = { dataset: Dataset; onClose: () => void };

/** Changes a dataset as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditDatasetDialog({ dataset, onClose }: Props) {
  return (
    <EditDialog name={dataset.name} what="The dataset" query={datasetQuery(dataset.id)} onClose={onClose}>
      {(read) => <Fields {...read} onClose={onClose} />}
    </EditDialog>
  );
}

function Fields({ dataset, etag, onClose }: Props & { etag: string | null }) {
  const [seen] = useState({ dataset, etag });
  const [form, setForm] = useState(() => formOf(dataset));
  const { mutate, error, isPending } = useUpdateDataset(dataset);
  const here = wrongIn(form);
  const isWrong = Object.keys(here).length > 0;
  const changes = isWrong ? {} : changesOf(form, seen.dataset);
  return (
    <DialogForm
      act="Save"
      disabled={isWrong || Object.keys(changes).length === 0}
      isPending={isPending}
      onCancel={onClose}
      onSubmit={() => mutate({ body: changes, etag: seen.etag }, { onSuccess: onClose })}
    >
      <NotChanged error={error} />
      <DatasetFields form={form} wrong={{ ...(error instanceof Refusal ? error.fields : {}), ...here }} onChange={(part) => setForm({ ...form, ...part })} />
      <p>A schema is asked of what is written from now on; items that are there stay.</p>
    </DialogForm>
  );
}
