'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useEffect, useRef } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ChoiceFilter, filterBar, TextFilter } from '@/components/ui/filters';
import { ListEnd } from '@/components/ui/list-end';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { type Experiment, isOpen, type Result } from '@/lib/experiments';
import { isNarrowed } from '@/lib/is-narrowed';
import { useKeys } from '@/lib/use-keys';
import { useSteps } from '@/lib/use-steps';
import { resultsQuery } from '../api/experiments';
import { OUTCOMES, pageParams } from '../search-params';
import { ResultPanel } from './result-panel';
import { ResultsTable } from './results-table';
import classes from './results.module.css';

/** Names a result in the URL. */
export const placeOf = ({ key, trial }: Pick<Result, 'key' | 'trial'>) => `${key}~${trial}`;

const OUTCOME_WORDS: Record<(typeof OUTCOMES)[number], string> = { passed: 'passed', failed: 'did not pass', error: 'not judged' };
const STATE_WORDS = { succeeded: 'with an output', failed: 'without an output' };

/** Every result in the order of the items, and the one that is looked at beside them. */
export function Results({ experiment }: { experiment: Experiment }) {
  const [{ at, ...filter }, set] = useQueryStates(pageParams);
  const query = useInfiniteQuery({ ...resultsQuery(experiment.id, filter, isOpen(experiment)), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const results = data?.pages.flatMap((page) => page.rows);
  const index = results?.findIndex((result) => placeOf(result) === at) ?? -1;
  const chosen = results?.[index];

  const step = useSteps((results ?? []).map(placeOf), at, (place) => void set({ at: place }));
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Escape: () => void set({ at: '' }),
  });
  useFinalState(experiment, refetch);

  return (
    <>
      <div className={filterBar} role="search" aria-label="Results">
        <h2 className={classes.title}>Results</h2>
        <TextFilter label="Item" placeholder="Key of an item" value={filter.key} onChange={(key) => set({ key, at: '' })} />
        <ChoiceFilter label="Output" any="Any output" value={filter.state ?? ''} choices={STATE_WORDS} onChange={(state) => set({ state: state || null, at: '' })} />
        {experiment.evaluators.length > 0 && (
          <>
            <ChoiceFilter
              label="Evaluator"
              value={filter.evaluator || (experiment.evaluators[0]?.name ?? '')}
              choices={Object.fromEntries(experiment.evaluators.map(({ name }) => [name, name]))}
              onChange={(evaluator) => set({ evaluator, at: '' })}
            />
            <ChoiceFilter
              label="Verdict"
              any="Any verdict"
              value={filter.outcome ?? ''}
              choices={OUTCOME_WORDS}
              onChange={(outcome) => set({ outcome: outcome || null, evaluator: filter.evaluator || (experiment.evaluators[0]?.name ?? ''), at: '' })}
            />
          </>
        )}
      </div>
      {error && !data ? (
        <Failure what="The results" error={error} onRetry={() => refetch()} />
      ) : !results ? (
        <RowsSkeleton what="the results" />
      ) : results.length > 0 ? (
        <div className={classes.columns} data-beside={chosen ? true : undefined}>
          <div className={classes.list}>
            <ResultsTable experiment={experiment} results={results} chosen={at} stale={query.isPlaceholderData} onShow={(place) => set({ at: place })} />
            <ListEnd what="results" query={query} />
          </div>
          {chosen && (
            <ResultPanel
              key={placeOf(chosen)}
              experiment={experiment}
              result={chosen}
              onBefore={index > 0 ? () => step(-1) : undefined}
              onNext={index + 1 < results.length ? () => step(1) : undefined}
              onClose={() => set({ at: '' })}
            />
          )}
        </div>
      ) : (
        <Empty title={isNarrowed({ key: filter.key, outcome: filter.outcome, state: filter.state }) ? 'No result matches' : 'No results'}>
          {isNarrowed({ key: filter.key, outcome: filter.outcome, state: filter.state }) && (
            <div>
              <Button onClick={() => set(null)}>Show all results</Button>
            </div>
          )}
        </Empty>
      )}
    </>
  );
}

/** What ended between two looks is shown as it ended. */
function useFinalState(experiment: Experiment, refetch: () => unknown) {
  const wasOpen = useRef(isOpen(experiment));
  const open = isOpen(experiment);
  useEffect(() => {
    if (wasOpen.current && !open) refetch();
    wasOpen.current = open;
  }, [open, refetch]);
}
