'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { Prompt } from '@/lib/bodies';
import { connectionsQuery } from '@/lib/connections';
import { type Column, DRAFT } from '../columns';
import { draftFrom } from '../scratch';
import type { ColumnBody } from '../use-bodies';
import { summaryOf } from '../parameters';
import classes from './column.module.css';

const ParametersDialog = dynamic(() => import('./parameters-dialog').then((part) => part.ParametersDialog));

type Props = {
  title: string;
  column: Column;
  prompt: Prompt | null;
  body: ColumnBody | undefined;
  onChange: (part: Partial<Column>) => void;
  onDraft: (from: ReturnType<typeof draftFrom>) => void;
};

/** What a column runs, where, and how. */
export function ColumnChoices({ title, column, prompt, body, onChange, onDraft }: Props) {
  const { data: connections = [] } = useQuery(connectionsQuery());
  const [isOpen, setOpen] = useState(false);
  const usual = connections.find(({ is_default }) => is_default)?.name ?? 'echo';
  const names = [...new Set([...connections.map(({ name }) => name), ...(column.connection ? [column.connection] : [])])];
  const parameters = column.parameters ?? body?.body?.parameters ?? null;

  const choose = (of: string) => {
    if (of === DRAFT && prompt && body?.version) onDraft(draftFrom(body.version, prompt));
    onChange({ of });
  };
  return (
    <div className={classes.choices}>
      <NativeSelect
        aria-label={`What ${title.toLowerCase()} runs`}
        data={bodiesOf(prompt, column.of)}
        value={column.of}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <NativeSelect
        aria-label={`Connection of ${title.toLowerCase()}`}
        data={[{ value: '', label: `Default: ${usual}` }, ...names.map((name) => ({ value: name, label: name }))]}
        value={column.connection}
        onChange={({ currentTarget }) => onChange({ connection: currentTarget.value })}
      />
      <button
        type="button"
        className={classes.parameters}
        aria-label={`Parameters of ${title.toLowerCase()}: ${summaryOf(parameters)}`}
        onClick={() => setOpen(true)}
      >
        <span>{summaryOf(parameters)}</span>
        <span className="words">{column.parameters === null ? 'Change…' : 'Changed…'}</span>
      </button>
      {isOpen && (
        <ParametersDialog
          title={`Parameters of ${title.toLowerCase()}`}
          own={column.parameters}
          usual={body?.body?.parameters ?? null}
          onChange={(parameters) => onChange({ parameters })}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

const MOST_VERSIONS = 100;

/** The draft, the labels and the newest versions; an older one if it is chosen. */
function bodiesOf(prompt: Prompt | null, chosen: string) {
  const draft = { value: DRAFT, label: 'Draft' };
  if (!prompt) return chosen === DRAFT ? [draft] : [draft, { value: chosen, label: `v${chosen} of no prompt` }];
  const latest = prompt.latest_version.version;
  const numbers = Array.from({ length: Math.min(latest, MOST_VERSIONS) }, (_, index) => String(latest - index));
  const older = /^\d+$/.test(chosen) && !numbers.includes(chosen) ? [chosen] : [];
  return [
    { value: 'production', label: prompt.active_version === null ? 'production: none' : `production: v${prompt.active_version}` },
    { value: 'latest', label: `latest: v${latest}` },
    draft,
    ...[...numbers, ...older].map((number) => ({ value: number, label: `v${number}` })),
  ];
}
