'use client';

import { useRef } from 'react';
import { PromptFilter } from '@/components/pickers/prompt-filter';
import { ChoiceFilter, DayFilter, filterBar, FilterChip, searchWidth, TextFilter } from '@/components/ui/filters';
import { SearchField } from '@/components/ui/search-field';
import { useKeys } from '@/lib/use-keys';
import type { RunsFilter } from '../search-params';
import { type ListedRun, SOURCE_WORDS, STATES, type Status } from '../words';

const STATUS_WORDS = Object.fromEntries(Object.entries(STATES).map(([status, { words }]) => [status, words])) as Record<Status, string>;

type Props = { filter: RunsFilter; runs?: ListedRun[]; onFilter: (part: Partial<RunsFilter>) => void };

/** What is filtered by, all of it in the URL. */
export function RunsToolbar({ filter, runs = [], onFilter }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.select() });
  const known = (of: (run: ListedRun) => string | null) => [...new Set(runs.map(of).filter((name) => name !== null))].sort();

  return (
    <div className={filterBar} role="search" aria-label="Runs">
      <SearchField ref={field} className={searchWidth} label="Search in what was asked or answered" q={filter.q} onSearch={(q) => onFilter({ q })} />
      <ChoiceFilter label="State" any="Any state" value={filter.status ?? ''} choices={STATUS_WORDS} onChange={(status) => onFilter({ status: status || null })} />
      <PromptFilter prompt={filter.prompt} version={filter.version} onChange={onFilter} />
      <TextFilter label="Model" value={filter.model} known={known((run) => run.model)} onChange={(model) => onFilter({ model })} />
      <ChoiceFilter label="Asked by" any="From anywhere" value={filter.source ?? ''} choices={SOURCE_WORDS} onChange={(source) => onFilter({ source: source || null })} />
      <DayFilter label="From" value={filter.since} onChange={(since) => onFilter({ since })} />
      <DayFilter label="To" value={filter.until} onChange={(until) => onFilter({ until })} />
      {filter.group && <FilterChip what="Asked" name="together" onRemove={() => onFilter({ group: '' })} />}
    </div>
  );
}
