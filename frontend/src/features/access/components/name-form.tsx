'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { narrow, Section } from '@/components/ui/section';
import { Refusal } from '@/lib/problem';
import { useRename } from '../api/account';

export function NameForm({ name }: { name: string }) {
  const [typed, setTyped] = useState(name);
  const { mutate, error, isPending, isSuccess } = useRename();
  return (
    <Section title="Name" about="Stands beside everything you do.">
      <form
        className={narrow}
        onSubmit={(event) => {
          event.preventDefault();
          mutate(typed);
        }}
      >
        <Refused what="Nothing was changed." error={error} />
        {isSuccess && typed.trim() === name && <Notice>Saved.</Notice>}
        <TextInput
          aria-label="Your name"
          autoComplete="name"
          required
          maxLength={200}
          value={typed}
          error={error instanceof Refusal && error.fields.name}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <div>
          <Button type="submit" disabled={typed.trim() === name} loading={isPending}>
            Save the name
          </Button>
        </div>
      </form>
    </Section>
  );
}
