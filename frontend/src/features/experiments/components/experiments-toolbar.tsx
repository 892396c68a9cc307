'use client';

import { useQuery } from '@tanstack/react-query';
import { PromptFilter } from '@/components/pickers/prompt-filter';
import { ChoiceFilter, filterBar, FilterChip, TextFilter } from '@/components/ui/filters';
import { datasetChoicesQuery } from '@/lib/datasets';
import { evaluatorChoicesQuery } from '@/lib/evaluators';
import { STATES, type Status } from '@/lib/experiments';
import type { ListFilter } from '../search-params';

const STATUS_WORDS = Object.fromEntries(Object.entries(STATES).map(([status, { words }]) => [status, words])) as Record<Status, string>;
const SOURCE_WORDS = { executed: 'run here', recorded: 'handed in' };

type Props = { filter: ListFilter; onFilter: (part: Partial<ListFilter>) => void };

/** What is filtered by, all of it in the URL. */
export function ExperimentsToolbar({ filter, onFilter }: Props) {
  const { data: datasets = [] } = useQuery(datasetChoicesQuery());
  const { data: evaluators = [] } = useQuery(evaluatorChoicesQuery());
  return (
    <div className={filterBar} role="search" aria-label="Experiments">
      <PromptFilter prompt={filter.prompt} version={filter.version} onChange={onFilter} />
      <TextFilter label="Dataset" value={filter.dataset} known={datasets.map(({ name }) => name)} onChange={(dataset) => onFilter({ dataset })} />
      <TextFilter label="Evaluator" value={filter.evaluator} known={evaluators.map(({ name }) => name)} onChange={(evaluator) => onFilter({ evaluator })} />
      <ChoiceFilter label="State" any="Any state" value={filter.status ?? ''} choices={STATUS_WORDS} onChange={(status) => onFilter({ status: status || null })} />
      <ChoiceFilter label="Outputs" any="Any outputs" value={filter.source ?? ''} choices={SOURCE_WORDS} onChange={(source) => onFilter({ source: source || null })} />
      {filter.group && <FilterChip what="Asked for" name="together" onRemove={() => onFilter({ group: '' })} />}
    </div>
  );
}
