'use client';

import { TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Editor } from '@/components/ui/editor';
import { Refused } from '@/components/ui/refused';
import type { Dataset, Item } from '@/lib/datasets';
import { Refusal } from '@/lib/problem';
import { usePutItem } from '../api/datasets';
import { EMPTY, formOf, itemOf, wrongIn } from '../item-form';
import classes from './dataset-page.module.css';

type Props = { dataset: Dataset; item?: Item; onClose: () => void };

/** A new item, or another state of one that is there; either makes the next version. */
export function ItemDialog({ dataset, item, onClose }: Props) {
  const [form, setForm] = useState(() => (item ? formOf(item) : EMPTY));
  const [isTried, setTried] = useState(false);
  const { mutate, error, isPending } = usePutItem(dataset);
  const here = wrongIn(form);
  const wrong = isTried ? here : {};
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  return (
    <Dialog title={item ? `Change ${item.key}` : 'Add an item'} onClose={onClose}>
      <DialogForm
        act={item ? 'Save as the next version' : 'Add it'}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => {
          setTried(true);
          if (Object.keys(here).length === 0) mutate(itemOf(form), { onSuccess: onClose });
        }}
      >
        <Refused what="Nothing was written." error={error} />
        {!item && (
          <TextInput
            label="Key"
            description="Names the item in every version. Left empty, it is made of the input."
            maxLength={500}
            value={form.key}
            error={error instanceof Refusal && error.fields.key}
            onChange={({ currentTarget }) => change({ key: currentTarget.value })}
          />
        )}
        <Field label="Input" about="A text, or JSON. An object fills the prompt's variables by name." text={form.input} wrong={wrong.input} onChange={(input) => change({ input })} />
        <Field label="Expected" about="What a good answer is or holds. May be left empty." text={form.expected} onChange={(expected) => change({ expected })} />
        <Field label="Metadata" about="A JSON object. May be left empty." text={form.metadata} wrong={wrong.metadata} onChange={(metadata) => change({ metadata })} />
        <TagsInput label="Tags" value={form.tags} maxTags={20} onChange={(tags) => change({ tags })} />
        <TextInput label="Why" description="Stays with the version. May be left out." maxLength={1000} value={form.message} onChange={({ currentTarget }) => change({ message: currentTarget.value })} />
      </DialogForm>
    </Dialog>
  );
}

type FieldProps = { label: string; about: string; text: string; wrong?: string; onChange: (text: string) => void };

function Field({ label, about, text, wrong, onChange }: FieldProps) {
  return (
    <div>
      <p className={classes.label}>{label}</p>
      <p className={classes.about}>{about}</p>
      <Editor label={label} language="template" value={text} onChange={onChange} />
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
