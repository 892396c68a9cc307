'use client';

import { Button, Menu } from '@mantine/core';
import { IconColumns2 } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { reason } from '@/components/ui/failure';
import { MoreActions } from '@/components/ui/more-actions';
import { Refused } from '@/components/ui/refused';
import { type Experiment, isOpen } from '@/lib/experiments';
import { counted } from '@/lib/format';
import { meQuery, useMay } from '@/lib/me';
import { useQuery } from '@tanstack/react-query';
import { useCancelExperiment, useDeleteExperiment } from '../api/experiments';
import { compareAddress } from '../search-params';
import { CompareWithDialog } from './compare-with-dialog';
import { ExportItems } from './export-items';

/** To another one beside it, out of here as a file, and an end to it. */
export function ExperimentActions({ experiment }: { experiment: Experiment }) {
  const may = useMay();
  const { data: me } = useQuery(meQuery());
  const cancel = useCancelExperiment();
  const [dialog, setDialog] = useState<'compare' | 'delete' | null>(null);
  const isOwn = !!me?.person && experiment.created_by === me.person.name;
  const close = () => setDialog(null);
  return (
    <>
      {cancel.error && <span role="alert">It was not cancelled. {reason(cancel.error)}</span>}
      {may('write') && isOpen(experiment) && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(experiment.id)}>
          Cancel
        </Button>
      )}
      {experiment.group_id ? (
        <Button component={Link} href={`/experiments?group=${experiment.group_id}` as '/experiments'} prefetch={false}>
          Its group
        </Button>
      ) : null}
      <Button leftSection={<IconColumns2 size={15} aria-hidden />} onClick={() => setDialog('compare')}>
        Compare with…
      </Button>
      <MoreActions>
        <ExportItems addressOf={(format) => `/api/experiments/${experiment.id}/export?format=${format}`} />
        {may('write') && (isOwn || may('admin')) && !isOpen(experiment) && (
          <>
            <Menu.Divider />
            <Menu.Item color="var(--bad-words)" onClick={() => setDialog('delete')}>
              Delete…
            </Menu.Item>
          </>
        )}
      </MoreActions>
      {dialog === 'compare' && <CompareWithDialog experiment={experiment} addressOf={(ids) => compareAddress('/experiments/compare', { ids })} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog experiment={experiment} onClose={close} />}
    </>
  );
}

function DeleteDialog({ experiment, onClose }: { experiment: Experiment; onClose: () => void }) {
  const router = useRouter();
  const { mutate, error, isPending, isSuccess } = useDeleteExperiment();
  return (
    <Dialog title="Delete this experiment?" onClose={onClose}>
      <DialogForm
        danger
        act="Delete the experiment"
        isPending={isPending || isSuccess}
        onCancel={onClose}
        onSubmit={() => mutate(experiment.id, { onSuccess: () => router.push('/experiments') })}
      >
        <Refused what="Nothing was deleted." error={error} />
        <p>
          It goes with its {counted(experiment.result_count, 'result')}, for good. A gate that counted it will ask for another one. Runs and traces of it
          stay.
        </p>
      </DialogForm>
    </Dialog>
  );
}
