'use client';

import { PromptFilter } from '@/components/pickers/prompt-filter';
import { ChoiceFilter, filterBar, TextFilter } from '@/components/ui/filters';
import { MoreFilters } from '@/components/ui/more-filters';
import { KIND_NAMES } from '@/lib/span-kinds';
import type { DashboardState } from '../search-params';
import type { Group } from '../series';
import { PeriodChoice, PeriodDays } from './period-choice';

/** Those that are out of sight until they are asked for, or used. */
const MORE = ['model', 'environment', 'user', 'since', 'until'] as const;

type Props = { state: DashboardState; groups: Group[]; onFilter: (part: Partial<DashboardState>) => void };

/** What is added up, all of it in the URL. */
export function DashboardToolbar({ state, groups, onFilter }: Props) {
  const known = (of: (key: Group['key']) => string | null) => groups.map(({ key }) => of(key)).filter((name) => name !== null);
  return (
    <div className={filterBar} role="search" aria-label="Dashboard">
      <PeriodChoice period={state} onChange={onFilter} />
      <PromptFilter prompt={state.prompt} version={state.version} onChange={onFilter} />
      <MoreFilters isUsed={state.kind !== 'generation' || MORE.some((name) => state[name] !== '')}>
        <ChoiceFilter label="Kind" value={state.kind} choices={KIND_NAMES} onChange={(kind) => onFilter({ kind: kind || 'generation' })} />
        <TextFilter label="Model" value={state.model} known={known((key) => key.model)} onChange={(model) => onFilter({ model })} />
        <TextFilter label="Environment" value={state.environment} known={known((key) => key.environment)} onChange={(environment) => onFilter({ environment })} />
        <TextFilter label="User" value={state.user} known={known((key) => key.user_id)} onChange={(user) => onFilter({ user })} />
        <PeriodDays period={state} onChange={onFilter} />
      </MoreFilters>
    </div>
  );
}
