'use client';

import { Button, Modal, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import type { Prompt } from '@/lib/bodies';
import { Refusal } from '@/lib/problem';
import { useUpdatePrompt } from '../api/update-prompt';
import classes from './dialogs.module.css';

type Props = { prompt: Prompt; etag: string | null; onClose: () => void };

/** Name, description and tags. Sent for the state that was seen, so that nobody's change is overwritten unseen. */
export function DetailsDialog({ prompt, etag, onClose }: Props) {
  const [seen] = useState({ prompt, etag });
  const [form, setForm] = useState({
    name: prompt.name,
    description: prompt.description ?? '',
    tags: prompt.tags,
  });
  const { mutate, error, isPending } = useUpdatePrompt(prompt.id, seen.etag);
  const wrong = error instanceof Refusal ? error.fields : {};

  return (
    <Modal opened onClose={onClose} title="Name, description, tags" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          const { name, description, tags } = form;
          mutate({ name, description: description || null, tags }, { onSuccess: onClose });
        }}
      >
        <Refused what="Nothing was changed." error={error} />
        <TextInput
          label="Name"
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          classNames={{ input: 'mono' }}
          value={form.name}
          error={wrong.name}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        />
        {form.name !== prompt.name && prompt.active_version !== null && (
          <Notice tone="warn" title="Programs fetch by name.">
            Those that ask for {prompt.name} will find nothing until they ask for the new one.
          </Notice>
        )}
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={form.description}
          error={wrong.description}
          onChange={(event) => setForm({ ...form, description: event.currentTarget.value })}
        />
        <TagsInput
          label="Tags"
          description="Enter or a comma ends a tag."
          maxTags={20}
          value={form.tags}
          error={wrong.tags}
          onChange={(tags) => setForm({ ...form, tags: tags.map((tag) => tag.toLowerCase()) })}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
