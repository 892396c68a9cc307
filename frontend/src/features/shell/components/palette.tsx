'use client';

import { Modal, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconMessageCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { FailureNotice } from '@/components/ui/failure';
import { SlashedName } from '@/components/ui/slashed-name';
import { meQuery, type Right } from '@/lib/me';
import { foundQuery } from '@/lib/find-prompts';
import { useSignOut } from '../api/sign-out';
import classes from './palette.module.css';

const MOST = 8;
const NOT_IN_NAME = 2;

type Entry = { id: string; words: string; shown?: ReactNode; beside?: string; icon: ReactNode; act: () => void };

/** Prompts by any of their words, and commands by theirs. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const { found, isSearching, error, again } = useFound(typed);
  const groups: [name: string, entries: Entry[]][] = [
    ['Prompts', found],
    ['Commands', useCommands(typed, onKeys)],
  ];
  // Nothing is looked for yet, so nothing that comes later may move what stands there.
  if (!typed.trim()) groups.reverse();
  const entries = groups.flatMap(([, some]) => some);
  const chosen = entries[Math.min(at, entries.length - 1)];

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.act();
  };
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((entries.indexOf(chosen as Entry) + step + entries.length) % Math.max(entries.length, 1));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={600} styles={{ body: { padding: 0 } }} aria-label="Search and commands">
      <input
        className={classes.input}
        data-autofocus
        role="combobox"
        aria-label="Search prompts and commands"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Search prompts and commands"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={steer}
      />
      <div id={list} className={classes.list} role="listbox" aria-label="Prompts and commands">
        {groups.map(
          ([name, some]) =>
            some.length > 0 && (
              <div key={name} role="group" aria-label={name}>
                <div className={classes.group} aria-hidden>
                  {name}
                </div>
                {some.map((entry) => (
                  <Option
                    key={entry.id}
                    id={`${list}-${entry.id}`}
                    entry={entry}
                    chosen={entry === chosen}
                    onPoint={() => setAt(entries.indexOf(entry))}
                    onRun={() => run(entry)}
                  />
                ))}
              </div>
            ),
        )}
      </div>
      <div aria-live="polite">
        {error && !isSearching ? (
          <div className={classes.failed}>
            <FailureNotice what="The prompts" error={error} onRetry={again} />
          </div>
        ) : (
          entries.length === 0 && (
            <p className={classes.none}>{isSearching ? 'Searching…' : `Nothing has “${typed}” in it.`}</p>
          )
        )}
      </div>
    </Modal>
  );
}

type OptionProps = { id: string; entry: Entry; chosen: boolean; onPoint: () => void; onRun: () => void };

function Option({ id, entry, chosen, onPoint, onRun }: OptionProps) {
  return (
    <div
      id={id}
      className={classes.option}
      role="option"
      aria-label={entry.beside && `${entry.words}, ${entry.beside}`}
      aria-selected={chosen}
      ref={(row) => {
        if (chosen) row?.scrollIntoView({ block: 'nearest' });
      }}
      onMouseMove={onPoint}
      onClick={onRun}
    >
      {entry.icon}
      <span className={classes.words}>{entry.shown ?? entry.words}</span>
      {entry.beside && <span className={classes.beside}>{entry.beside}</span>}
    </div>
  );
}

/** While the search is behind what is typed, only those found before whose name has it: Enter opens none by mistake. */
function useFound(typed: string) {
  const router = useRouter();
  const text = typed.trim().slice(0, 200);
  const [q] = useDebouncedValue(text, 120);
  const { data = [], error, isPending, isPlaceholderData, refetch } = useQuery(foundQuery(q));
  const isSearching = q !== text || isPending || isPlaceholderData;
  const near = isSearching ? data.filter(({ name }) => distance(name, text) < NOT_IN_NAME) : data;
  const named = near.toSorted((a, b) => distance(a.name, text) - distance(b.name, text)).slice(0, MOST);
  const found = named.map(({ id, name, active_version, latest_version }) => ({
    id,
    words: name,
    shown: <SlashedName name={name} line />,
    beside: active_version ? `v${active_version} of ${latest_version.version}` : `none of ${latest_version.version}`,
    icon: <IconMessageCode size={16} stroke={1.6} aria-hidden />,
    act: () => router.push(`/prompts/${id}`),
  }));
  return { found, isSearching, error, again: () => refetch() };
}

function useCommands(typed: string, onKeys: () => void): Entry[] {
  const router = useRouter();
  const { data: me } = useQuery(meQuery());
  const { setColorScheme } = useMantineColorScheme();
  const { mutate: signOut } = useSignOut();
  const may = (right: Right) => me?.rights.includes(right);
  const commands: Record<string, () => void> = {
    ...(may('write') && { 'New prompt': () => router.push('/prompts/new') }),
    'All prompts': () => router.push('/prompts'),
    ...(may('write') && { 'Try a prompt': () => router.push('/try') }),
    ...(may('read') && {
      Datasets: () => router.push('/datasets'),
      Evaluators: () => router.push('/evaluators'),
      Experiments: () => router.push('/experiments'),
      Runs: () => router.push('/runs'),
      'Runs that failed': () => router.push('/runs?status=failed'),
      Traces: () => router.push('/traces'),
      Sessions: () => router.push('/sessions'),
      Dashboard: () => router.push('/dashboard'),
    }),
    'Archived prompts': () => router.push('/prompts?archived=true'),
    ...(may('read') && {
      Members: () => router.push('/settings/members'),
      Connections: () => router.push('/settings/connections'),
      Scales: () => router.push('/settings/scales'),
      Gates: () => router.push('/settings/gates'),
    }),
    ...(may('admin') && {
      'API keys': () => router.push('/settings/keys'),
      'Audit log': () => router.push('/settings/audit'),
    }),
    'Your account': () => router.push('/account'),
    ...(me?.person?.is_operator && { 'Admin panel': () => window.location.assign('/admin/') }),
    'API documentation': () => window.location.assign('/api/docs'),
    'Colours: light': () => setColorScheme('light'),
    'Colours: dark': () => setColorScheme('dark'),
    'Colours: as the system': () => setColorScheme('auto'),
    'All keys': onKeys,
    'Sign out': () => signOut(),
  };
  return Object.entries(commands)
    .filter(([words]) => words.toLowerCase().includes(typed.trim().toLowerCase()))
    .map(([words, act]) => ({
      id: words.replaceAll(/\W+/g, '-'),
      words,
      icon: <IconArrowRight size={16} stroke={1.6} aria-hidden />,
      act,
    }));
}

/** Who types a name wants the prompt of that name, not every one that speaks of it. */
function distance(name: string, typed: string): number {
  const at = name.toLowerCase().indexOf(typed.toLowerCase());
  return at === -1 ? NOT_IN_NAME : at === 0 || name[at - 1] === '/' ? 0 : 1;
}
