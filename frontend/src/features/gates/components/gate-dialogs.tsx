'use client';

import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { EditDialog, NotChanged } from '@/components/ui/edit-dialog';
import { Refused } from '@/components/ui/refused';
import { type Gate, whichOf } from '@/lib/gates';
import { Refusal } from '@/lib/problem';
import { gateQuery, useCreateGate, useUpdateGate } from '../api/gates';
import { bodyOf, EMPTY, formOf, wrongIn } from '../form';
import { GateFields } from './gate-fields';

export function NewGateDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const { mutate, error, isPending } = useCreateGate();
  const here = wrongIn(form);
  return (
    <Dialog title="New gate before production" onClose={onClose}>
      <DialogForm
        act="Put the gate there"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => {
          setTried(true);
          if (Object.keys(here).length === 0) mutate(bodyOf(form), { onSuccess: onClose });
        }}
      >
        <Refused what="No gate was made." error={error} />
        <GateFields form={form} wrong={{ ...(error instanceof Refusal ? error.fields : {}), ...(isTried ? here : {}) }} onChange={(part) => setForm({ ...form, ...part })} />
      </DialogForm>
    </Dialog>
  );
}

/** Changes a gate as it was seen here: somebody else's change meanwhile is not overwritten. */
export function EditGateDialog({ gate, onClose }: { gate: Gate; onClose: () => void }) {
  return (
    <EditDialog name={`the gate before ${whichOf(gate)}`} what="The gate" query={gateQuery(gate)} onClose={onClose}>
      {(read) => <Fields {...read} onClose={onClose} />}
    </EditDialog>
  );
}

function Fields({ gate, etag, onClose }: { gate: Gate; etag: string | null; onClose: () => void }) {
  const [seen] = useState(etag);
  const [form, setForm] = useState(() => formOf(gate));
  const { mutate, error, isPending } = useUpdateGate(gate);
  const here = wrongIn(form);
  return (
    <DialogForm
      act="Save"
      disabled={Object.keys(here).length > 0 || JSON.stringify(form) === JSON.stringify(formOf(gate))}
      isPending={isPending}
      onCancel={onClose}
      onSubmit={() => mutate({ body: bodyOf(form), etag: seen }, { onSuccess: onClose })}
    >
      <NotChanged error={error} />
      <GateFields form={form} wrong={{ ...(error instanceof Refusal ? error.fields : {}), ...here }} onChange={(part) => setForm({ ...form, ...part })} />
    </DialogForm>
  );
}
