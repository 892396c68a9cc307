'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import type { Body, Prompt } from '@/lib/bodies';
import { hasStatus, Refusal } from '@/lib/problem';
import { useSaveVersion } from '@/lib/prompts';

type Props = { prompt: Prompt; body: Body; seen: number; onSaved: (version: number) => void; onClose: () => void };

/** Saves on top of the newest version that its author has seen, as the form for a new version does. */
export function SaveVersionDialog({ prompt, body, seen, onSaved, onClose }: Props) {
  const [message, setMessage] = useState('');
  const [expected, setExpected] = useState(seen);
  const { mutate, data, error, isPending, reset } = useSaveVersion(prompt.id);
  const newer = hasStatus(error, 412) && error instanceof Refusal ? (error.problem.actual ?? null) : null;
  const save = () =>
    mutate(
      { body, message: message.trim() || null, expected_latest: expected },
      { onSuccess: ({ saved, isNew }) => isNew && onSaved(saved.version) },
    );
  return (
    <Dialog title={`Save as a new version of ${prompt.name}`} onClose={onClose}>
      <DialogForm act={`Save v${expected + 1}`} isPending={isPending} disabled={newer !== null} onCancel={onClose} onSubmit={save}>
        {newer !== null ? (
          <Notice
            tone="warn"
            title={`Somebody saved v${newer} meanwhile, so nothing was saved.`}
            actions={
              <Button
                size="compact-sm"
                onClick={() => {
                  setExpected(newer);
                  reset();
                }}
              >
                Save on top of v{newer}
              </Button>
            }
          >
            <a href={`/prompts/${prompt.id}?tab=changes&from=${seen}&v=${newer}`} target="_blank" rel="noreferrer">
              What they changed
            </a>{' '}
            will not be in yours.
          </Notice>
        ) : (
          <Refused what="Nothing was saved." error={error} />
        )}
        {data && !data.isNew && <Notice title={`v${data.saved.version} says the same already.`}>No new version was made of it.</Notice>}
        <TextInput
          label="What changed, in a line"
          data-autofocus
          maxLength={1000}
          value={message}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
        <p>It becomes the newest version. What is served stays as it is until a version is activated.</p>
      </DialogForm>
    </Dialog>
  );
}
