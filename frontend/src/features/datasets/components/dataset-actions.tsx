'use client';

import { Button, Menu, TextInput } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { MoreActions } from '@/components/ui/more-actions';
import { Refused } from '@/components/ui/refused';
import type { Dataset } from '@/lib/datasets';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { useDeleteDataset, useUpdateDataset } from '../api/datasets';

const EditDatasetDialog = dynamic(() => import('./edit-dataset-dialog').then((part) => part.EditDatasetDialog));
const ImportDialog = dynamic(() => import('../importing/import-dialog').then((part) => part.ImportDialog));
const ItemDialog = dynamic(() => import('./item-dialog').then((part) => part.ItemDialog));

type Open = 'edit' | 'archive' | 'delete' | 'import' | 'item' | null;

/** What fills a dataset, takes it along, and tries prompts on it. */
export function DatasetActions({ dataset, version }: { dataset: Dataset; version: number | null }) {
  const may = useMay();
  const [dialog, setDialog] = useState<Open>(null);
  const close = () => setDialog(null);
  const isArchived = dataset.archived_at !== null;
  const of = version === null ? '' : `&version=${version}`;
  return (
    <>
      {may('write') && !isArchived && (
        <>
          <Button onClick={() => setDialog('item')}>Add an item…</Button>
          <Button onClick={() => setDialog('import')}>Import…</Button>
          {dataset.item_count > 0 && (
            <Button component={Link} href={`/experiments/new?dataset=${encodeURIComponent(dataset.name)}` as '/experiments'} prefetch={false} variant="filled" leftSection={<IconFlask size={15} aria-hidden />}>
              New experiment
            </Button>
          )}
        </>
      )}
      <MoreActions>
        <Menu.Item component="a" href={`/api/datasets/${dataset.id}/export?format=jsonl${of}`} download>
          Export as lines of JSON
        </Menu.Item>
        <Menu.Item component="a" href={`/api/datasets/${dataset.id}/export?format=csv${of}`} download>
          Export as a table (CSV)
        </Menu.Item>
        {may('write') && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => setDialog('edit')}>Edit details…</Menu.Item>
            <Menu.Item onClick={() => setDialog('archive')}>{isArchived ? 'Bring back…' : 'Archive…'}</Menu.Item>
          </>
        )}
        {may('admin') && (
          <Menu.Item color="var(--bad-words)" onClick={() => setDialog('delete')}>
            Delete…
          </Menu.Item>
        )}
      </MoreActions>
      {dialog === 'item' && <ItemDialog dataset={dataset} onClose={close} />}
      {dialog === 'import' && <ImportDialog dataset={dataset} onClose={close} />}
      {dialog === 'edit' && <EditDatasetDialog dataset={dataset} onClose={close} />}
      {dialog === 'archive' && <ArchiveDialog dataset={dataset} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog dataset={dataset} onClose={close} />}
    </>
  );
}

type Props = { dataset: Dataset; onClose: () => void };

function ArchiveDialog({ dataset, onClose }: Props) {
  const { mutate, error, isPending } = useUpdateDataset(dataset);
  const isArchived = dataset.archived_at !== null;
  return (
    <Dialog title={`${isArchived ? 'Bring back' : 'Archive'} ${dataset.name}`} onClose={onClose}>
      <DialogForm
        act={isArchived ? 'Bring it back' : 'Archive the dataset'}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ body: { archived: !isArchived } }, { onSuccess: onClose })}
      >
        <Refused what="Nothing was changed." error={error} />
        <p>{isArchived ? 'It takes new items again, and is offered to experiments.' : 'It takes no more items and is no longer offered. Experiments of it stay as they are.'}</p>
      </DialogForm>
    </Dialog>
  );
}

/** For good, so the name has to be typed. */
function DeleteDialog({ dataset, onClose }: Props) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending, isSuccess } = useDeleteDataset(dataset);
  return (
    <Dialog title="Delete this dataset" onClose={onClose}>
      <DialogForm
        danger
        act="Delete the dataset"
        disabled={typed !== dataset.name}
        isPending={isPending || isSuccess}
        onCancel={onClose}
        onSubmit={() => mutate(undefined, { onSuccess: () => router.push('/datasets') })}
      >
        <Refused what="Nothing was deleted." error={error} />
        <p>
          It goes with its {counted(dataset.latest_version, 'version')} and all their items, for good. Type <code className="mono">{dataset.name}</code> to go on.
        </p>
        <TextInput aria-label="Name of the dataset" autoComplete="off" spellCheck={false} value={typed} onChange={({ currentTarget }) => setTyped(currentTarget.value)} />
      </DialogForm>
    </Dialog>
  );
}
