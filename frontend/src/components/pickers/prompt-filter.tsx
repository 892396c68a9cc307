'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { FilterChip, TextFilter, textWidth } from '@/components/ui/filters';
import { foundQuery } from '@/lib/find-prompts';
import { promptQuery } from '@/lib/prompts';

type Chosen = { prompt: string; version: number | null };
type Props = Chosen & { onChange: (chosen: Chosen) => void };

/** One prompt, kept by its id since names change, and one of its versions. */
export function PromptFilter({ prompt, version, onChange }: Props) {
  if (!prompt) return <PromptField onChoose={(id) => onChange({ prompt: id, version: null })} />;
  return (
    <>
      <ChosenPrompt id={prompt} onRemove={() => onChange({ prompt: '', version: null })} />
      <TextFilter
        narrow
        label="Version"
        value={version === null ? '' : String(version)}
        onChange={(text) => onChange({ prompt, version: /^\d{1,9}$/.test(text) ? Number(text) : null })}
      />
    </>
  );
}

function ChosenPrompt({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useQuery(promptQuery(id));
  return <FilterChip what="Prompt" name={data?.prompt.name ?? id.slice(0, 8)} onRemove={onRemove} />;
}

/** Offers the names that hold what is typed. Enter takes the one of that name, or the only one found. */
function PromptField({ onChoose }: { onChoose: (id: string) => void }) {
  const [typed, setTyped] = useState('');
  const [missed, setMissed] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const client = useQueryClient();
  const { data = [] } = useQuery({ ...foundQuery(q), enabled: q !== '' });
  const list = useId();
  const called = (text: string) => data.find(({ name }) => name === text.trim());
  // Whoever types fast has not waited for what was found.
  const take = async () => {
    const name = typed.trim();
    const found = await client.fetchQuery(foundQuery(name)).catch(() => []);
    const chosen = found.find((one) => one.name === name) ?? (found.length === 1 ? found[0] : undefined);
    if (chosen) onChoose(chosen.id);
    else setMissed(name);
  };

  return (
    <>
      <TextInput
        className={textWidth}
        aria-label="Prompt"
        placeholder="Prompt"
        list={list}
        spellCheck={false}
        maxLength={200}
        error={missed !== '' && missed === typed.trim() && 'No one prompt of this name'}
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          // Chosen from the list rather than typed: taken at once.
          if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.data) && called(text)) onChoose(called(text)!.id);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && typed.trim()) void take();
        }}
      />
      <datalist id={list}>
        {data.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </>
  );
}
