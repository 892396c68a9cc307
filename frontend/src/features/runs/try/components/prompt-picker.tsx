'use client';

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import type { Prompt } from '@/lib/bodies';
import { foundQuery } from '@/lib/find-prompts';
import { tryParams } from '../columns';
import classes from './tryout.module.css';

/** Which prompt is tried. None means a draft of nobody's. */
export function PromptPicker({ prompt }: { prompt: Prompt | null }) {
  const [, setParams] = useQueryStates(tryParams, { history: 'push' });
  const [typed, setTyped] = useState(prompt?.name ?? '');
  const [q] = useDebouncedValue(typed === prompt?.name ? '' : typed.trim(), 150);
  const { data = [], error, isPending } = useQuery(foundQuery(q.slice(0, 200)));
  const found = data.map(({ id, name }) => ({ value: id, label: name }));
  const own = prompt && !found.some(({ value }) => value === prompt.id) ? [{ value: prompt.id, label: prompt.name }] : [];

  return (
    <Select
      className={classes.picker}
      label="Prompt"
      placeholder="None: a draft"
      classNames={{ input: 'mono', option: 'mono' }}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'No prompt' }}
      comboboxProps={{ transitionProps: { duration: 0 }, shadow: 'none' }}
      withScrollArea={false}
      styles={{ options: { maxHeight: 320, overflowY: 'auto' } }}
      nothingFoundMessage={error ? 'The prompts could not be loaded.' : isPending ? 'Searching…' : 'No prompt has this in its name or text.'}
      // The server has searched already, in more than names.
      filter={({ options }) => options}
      data={[...own, ...found]}
      value={prompt?.id ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => id !== (prompt?.id ?? null) && setParams({ prompt: id, c: null, group: null })}
    />
  );
}
