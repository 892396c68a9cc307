'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { within } from '@/lib/project';
import { useCreateProject } from '../api/projects';
import { slugOf } from '../slug-of';

/** Another wall, with whoever makes it as its first admin. */
export function NewProjectDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [written, setWritten] = useState<string | null>(null);
  const { mutate, error, isPending, isSuccess } = useCreateProject();
  const wrong = error instanceof Refusal ? error.fields : {};
  const slug = written ?? slugOf(name);
  const open = () => window.location.assign(within('/prompts', slug));

  return (
    <Dialog title="New project" onClose={onClose}>
      <DialogForm
        act="Make the project"
        isPending={isPending || isSuccess}
        onCancel={onClose}
        onSubmit={() => mutate({ slug, name }, { onSuccess: open })}
      >
        <Refused what="No project was made." error={error} />
        <TextInput
          label="Name"
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          error={wrong.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Slug"
          description="Lower-case letters, digits and hyphens. It stays, since addresses and programs carry it."
          required
          withAsterisk={false}
          maxLength={63}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          value={slug}
          error={wrong.slug}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
