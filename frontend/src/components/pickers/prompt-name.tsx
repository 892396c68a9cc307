'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { foundQuery } from '@/lib/find-prompts';

type Props = { label: string; shown?: boolean; about?: string; error?: string; name: string; onChange: (name: string) => void };

/** The name of a prompt as it is typed; those that hold it are offered. The label is only heard unless `shown`. */
export function PromptName({ label, shown, about, error, name, onChange }: Props) {
  const [q] = useDebouncedValue(name.trim(), 200);
  const { data = [] } = useQuery({ ...foundQuery(q), enabled: q !== '' });
  const list = useId();
  return (
    <>
      <TextInput
        {...(shown ? { label } : { 'aria-label': label })}
        description={about}
        error={error}
        placeholder="Name of a prompt"
        classNames={{ input: 'mono' }}
        list={list}
        spellCheck={false}
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={list}>
        {data.map((found) => (
          <option key={found.id} value={found.name} />
        ))}
      </datalist>
    </>
  );
}
