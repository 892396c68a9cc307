'use client';

import { Button, Modal, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Refused } from '@/components/ui/refused';
import type { Prompt } from '@/lib/bodies';
import { counted } from '@/lib/format';
import { useDeletePrompt } from '../api/delete-prompt';
import classes from './dialogs.module.css';

/** For good, so the name has to be typed. */
export function DeleteDialog({ prompt, onClose }: { prompt: Prompt; onClose: () => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending, isSuccess } = useDeletePrompt(prompt.id);

  return (
    <Modal opened onClose={onClose} title="Delete this prompt" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          mutate(undefined, { onSuccess: () => router.push('/prompts') });
        }}
      >
        <Refused what="Nothing was deleted." error={error} />
        <p>
          It goes with its {counted(prompt.latest_version.version, 'version')}, for good.
          {prompt.active_version !== null && ` Programs that fetch it will get nothing: v${prompt.active_version} is active.`}{' '}
          Its release history stays readable in the audit log.
        </p>
        <p>
          Type <code className={classes.name}>{prompt.name}</code> to go on.
        </p>
        <TextInput
          aria-label="Name of the prompt"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            color="var(--delete)"
            disabled={typed !== prompt.name}
            loading={isPending || isSuccess}
          >
            Delete with {counted(prompt.latest_version.version, 'version')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
