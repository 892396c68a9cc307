'use client';

import { useRef } from 'react';
import { PromptFilter } from '@/components/pickers/prompt-filter';
import { ChoiceFilter, DayFilter, filterBar, FilterChip, searchWidth, TextFilter } from '@/components/ui/filters';
import { MoreFilters } from '@/components/ui/more-filters';
import { SearchField } from '@/components/ui/search-field';
import { KIND_WORDS } from '@/lib/span-kinds';
import { useKeys } from '@/lib/use-keys';
import type { TracesFilter } from '../search-params';
import { LEVEL_WORDS, type Trace } from '../words';

/** Those that are out of sight until they are asked for, or used. */
const MORE = ['kind', 'environment', 'release', 'user', 'session', 'since', 'until'] as const;

type Props = { filter: TracesFilter; traces?: Trace[]; onFilter: (part: Partial<TracesFilter>) => void };

/** What is filtered by, all of it in the URL. */
export function TracesToolbar({ filter, traces = [], onFilter }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.select() });
  const known = (of: (trace: Trace) => (string | null)[]) => [...new Set(traces.flatMap(of).filter((name) => name !== null))].sort();

  return (
    <div className={filterBar} role="search" aria-label="Traces">
      <SearchField ref={field} className={searchWidth} label="Search in names and texts, or a trace id" q={filter.q} onSearch={(q) => onFilter({ q })} />
      <ChoiceFilter label="Level" any="Any level" value={filter.level ?? ''} choices={LEVEL_WORDS} onChange={(level) => onFilter({ level: level || null })} />
      <PromptFilter prompt={filter.prompt} version={filter.version} onChange={onFilter} />
      <TextFilter label="Model" value={filter.model} known={known(({ models }) => models)} onChange={(model) => onFilter({ model })} />
      <MoreFilters isUsed={MORE.some((name) => !!filter[name])}>
        <ChoiceFilter label="Has a span that is" any="Any kind" value={filter.kind ?? ''} choices={KIND_WORDS} onChange={(kind) => onFilter({ kind: kind || null })} />
        <TextFilter label="Environment" value={filter.environment} known={known((one) => [one.environment])} onChange={(environment) => onFilter({ environment })} />
        <TextFilter label="Release" value={filter.release} known={known((one) => [one.release])} onChange={(release) => onFilter({ release })} />
        <TextFilter label="User" value={filter.user} known={known((one) => [one.user_id])} onChange={(user) => onFilter({ user })} />
        <TextFilter label="Session" value={filter.session} known={known((one) => [one.session_id])} onChange={(session) => onFilter({ session })} />
        <TextFilter label="Tag" value="" known={known(({ tags }) => tags)} onChange={(tag) => onFilter({ tag: [...new Set([...filter.tag, tag])] })} />
        <DayFilter label="From" value={filter.since} onChange={(since) => onFilter({ since })} />
        <DayFilter label="To" value={filter.until} onChange={(until) => onFilter({ until })} />
      </MoreFilters>
      {filter.tag.map((tag) => (
        <FilterChip key={tag} what="Tag" name={tag} onRemove={() => onFilter({ tag: filter.tag.filter((other) => other !== tag) })} />
      ))}
      {filter.name && <FilterChip what="Named" name={filter.name} onRemove={() => onFilter({ name: '' })} />}
    </div>
  );
}
