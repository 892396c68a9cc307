'use client';

import { Button, Menu, Textarea, TextInput } from '@mantine/core';
import Link from 'next/link';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { EditDialog, NotChanged } from '@/components/ui/edit-dialog';
import { MoreActions } from '@/components/ui/more-actions';
import { Refused } from '@/components/ui/refused';
import { useMay } from '@/lib/me';
import { Refusal } from '@/lib/problem';
import { type EvaluatorDetail, evaluatorQuery, useUpdateEvaluator } from '../api/evaluators';

type Props = { evaluator: EvaluatorDetail };

/** To where it is used, and what an editor can do with it. It is archived and not deleted, since results tell of it. */
export function EvaluatorActions({ evaluator }: Props) {
  const mayWrite = useMay()('write');
  const [dialog, setDialog] = useState<'edit' | 'archive' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Button component={Link} href={`/experiments?evaluator=${encodeURIComponent(evaluator.name)}` as '/experiments'} prefetch={false}>
        Its experiments
      </Button>
      {mayWrite && (
        <MoreActions>
          <Menu.Item onClick={() => setDialog('edit')}>Edit details…</Menu.Item>
          <Menu.Item onClick={() => setDialog('archive')}>{evaluator.archived_at ? 'Bring back…' : 'Archive…'}</Menu.Item>
        </MoreActions>
      )}
      {dialog === 'edit' && (
        <EditDialog name={evaluator.name} what="The evaluator" query={evaluatorQuery(evaluator.id)} onClose={close}>
          {(read) => <Fields {...read} onClose={close} />}
        </EditDialog>
      )}
      {dialog === 'archive' && <ArchiveDialog evaluator={evaluator} onClose={close} />}
    </>
  );
}

function Fields({ evaluator, etag, onClose }: Props & { etag: string | null; onClose: () => void }) {
  const [seen] = useState(etag);
  const [name, setName] = useState(evaluator.name);
  const [description, setDescription] = useState(evaluator.description ?? '');
  const { mutate, error, isPending } = useUpdateEvaluator(evaluator);
  const body = {
    ...(name.trim() !== evaluator.name && { name: name.trim() }),
    ...(description.trim() !== (evaluator.description ?? '') && { description: description.trim() }),
  };
  return (
    <DialogForm act="Save" disabled={Object.keys(body).length === 0} isPending={isPending} onCancel={onClose} onSubmit={() => mutate({ body, etag: seen }, { onSuccess: onClose })}>
      <NotChanged error={error} />
      <TextInput label="Name" data-autofocus required withAsterisk={false} maxLength={200} value={name} error={error instanceof Refusal && error.fields.name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <Textarea label="Description" autosize minRows={2} maxLength={4000} value={description} onChange={({ currentTarget }) => setDescription(currentTarget.value)} />
    </DialogForm>
  );
}

function ArchiveDialog({ evaluator, onClose }: Props & { onClose: () => void }) {
  const { mutate, error, isPending } = useUpdateEvaluator(evaluator);
  const isArchived = evaluator.archived_at !== null;
  return (
    <Dialog title={`${isArchived ? 'Bring back' : 'Archive'} ${evaluator.name}`} onClose={onClose}>
      <DialogForm act={isArchived ? 'Bring it back' : 'Archive the evaluator'} isPending={isPending} onCancel={onClose} onSubmit={() => mutate({ body: { archived: !isArchived } }, { onSuccess: onClose })}>
        <Refused what="Nothing was changed." error={error} />
        <p>{isArchived ? 'Experiments are offered it again.' : 'New experiments are no longer offered it. What it said stays, and gates that ask for it go on doing so.'}</p>
      </DialogForm>
    </Dialog>
  );
}
