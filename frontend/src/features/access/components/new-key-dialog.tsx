'use client';

import { Checkbox, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { meQuery } from '@/lib/me';
import { Refusal } from '@/lib/problem';
import { useMakeKey } from '../api/keys';
import { type Scope, SCOPE_NAMES, SCOPES } from '../roles';
import { KeyShown } from './key-shown';
import classes from './new-key-dialog.module.css';

const DAY = 86_400_000;
const TERMS = { '30': 'In 30 days', '90': 'In 90 days', '365': 'In a year', '': 'Never' };

type Form = { name: string; scopes: Scope[]; labels: string[]; rateLimit: number | string; days: string };
const EMPTY: Form = { name: '', scopes: ['read'], labels: [], rateLimit: '', days: '365' };

/** Makes a key that may do no more than whoever makes it, and shows it once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { data: me } = useQuery(meQuery());
  const [form, setForm] = useState(EMPTY);
  const { mutate, data, error, isPending } = useMakeKey();
  const wrong = error instanceof Refusal ? error.fields : {};
  const change = (part: Partial<Form>) => setForm({ ...form, ...part });
  if (data) return <KeyShown made={data} title={`The key ${data.name}`} onClose={onClose} />;

  return (
    <Dialog title="New API key" onClose={onClose}>
      <DialogForm
        act="Make the key"
        disabled={form.scopes.length === 0}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(bodyOf(form))}
      >
        <Refused what="No key was made." error={error} />
        <TextInput
          label="Name"
          description="Of the program that will use it."
          data-autofocus
          required
          withAsterisk={false}
          maxLength={100}
          value={form.name}
          error={wrong.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <Checkbox.Group
          label="It may"
          value={form.scopes}
          error={wrong.scopes}
          onChange={(scopes) => change({ scopes: scopes as Scope[] })}
        >
          <div className={classes.scopes}>
            {SCOPE_NAMES.filter((scope) => me?.rights.includes(scope)).map((scope) => (
              <Checkbox
                key={scope}
                size="xs"
                value={scope}
                label={
                  <>
                    <strong>{scope}</strong> <span>{SCOPES[scope]}</span>
                  </>
                }
              />
            ))}
          </div>
        </Checkbox.Group>
        {form.scopes.includes('release') && (
          <TagsInput
            label="Labels it may move"
            description="Such as production or staging-*. Left empty: all. Enter ends one."
            maxTags={20}
            value={form.labels}
            error={wrong.labels}
            onChange={(labels) => change({ labels })}
          />
        )}
        <div className={classes.pair}>
          <NativeSelect
            label="Expires"
            data={Object.entries(TERMS).map(([value, label]) => ({ value, label }))}
            value={form.days}
            error={wrong.expires_at}
            onChange={({ currentTarget }) => change({ days: currentTarget.value })}
          />
          <NumberInput
            label="Requests a minute"
            placeholder="no limit"
            hideControls
            allowDecimal={false}
            allowNegative={false}
            min={1}
            max={1_000_000}
            thousandSeparator=","
            value={form.rateLimit}
            error={wrong.rate_limit}
            onChange={(rateLimit) => change({ rateLimit })}
          />
        </div>
      </DialogForm>
    </Dialog>
  );
}

const bodyOf = ({ name, scopes, labels, rateLimit, days }: Form) => ({
  name,
  scopes,
  labels: scopes.includes('release') && labels.length > 0 ? labels : null,
  rate_limit: rateLimit === '' ? null : Number(rateLimit),
  expires_at: days ? new Date(Date.now() + Number(days) * DAY).toISOString() : null,
});
