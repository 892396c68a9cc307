'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { reason } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { MoreActions } from '@/components/ui/more-actions';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { counted } from '@/lib/format';
import { useKeys } from '@/lib/use-keys';
import { useSteps } from '@/lib/use-steps';
import { comparisonQuery, type SideBySide } from '../api/compare';
import { CompareWithDialog } from '../components/compare-with-dialog';
import { MOST_COMPARED } from '../components/experiments-table';
import { ExportItems } from '../components/export-items';
import { compareAddress, compareParams, type Comparing } from '../search-params';
import { Columns } from './columns';
import classes from './compare.module.css';
import { CompareToolbar } from './compare-toolbar';
import { ItemBlock } from './item-block';
import { Verdicts } from './verdicts';

/** Two to five experiments: what they come to against the first, and every item side by side. */
export function ComparePage() {
  const [{ at, ...comparing }, set] = useQueryStates(compareParams);
  const query = useInfiniteQuery({ ...comparisonQuery(comparing), placeholderData: keepPreviousData, enabled: comparing.ids.length > 1 });
  const { data, error, refetch } = query;
  useMoreUntilFound(query, at);
  if (comparing.ids.length < 2) return <NothingToCompare words="An address that compares names two to five experiments." />;
  if (error && !data) return <NothingToCompare words={reason(error)} onRetry={() => refetch()} />;
  const [first] = data?.pages ?? [];
  if (!data || !first) return <RowsSkeleton what="the comparison" />;
  if (new Set(first.experiments.map(({ dataset_id }) => dataset_id)).size > 1) {
    return <NothingToCompare words="They are of different datasets, so they have no items in common." />;
  }
  const items = data.pages.flatMap((page) => page.items);
  return (
    <>
      <Header first={first} comparing={comparing} />
      <Columns sides={first} onOrder={(ids) => set({ ids })} onEvaluator={(evaluator) => set({ evaluator, at: '' })} />
      <Verdicts sides={first} onFilter={(filter) => set({ filter, at: '' })} />
      <CompareToolbar sides={first} comparing={comparing} onChange={(part) => set({ ...part, at: '' })} />
      <Items sides={first} items={items} at={at} stale={query.isPlaceholderData} onShow={(key) => set({ at: key })} />
      {items.length === 0 && (
        <Empty title="No item matches">
          <div>
            <Button onClick={() => set({ filter: 'all' })}>Show all items</Button>
          </div>
        </Empty>
      )}
      <ListEnd what="items" query={query} />
    </>
  );
}

function Header({ first, comparing }: { first: SideBySide; comparing: Comparing }) {
  const { ids } = comparing;
  const [isAdding, setAdding] = useState(false);
  const [one] = first.experiments;
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/experiments">Experiments</Link>
          </nav>
        }
        title={<h1>Compare {counted(ids.length, 'experiment')}</h1>}
        below={
          one && (
            <>
              On{' '}
              <Link className="words" href={`/datasets/${one.dataset_id}?version=${one.dataset_version}` as '/datasets'} prefetch={false}>
                {one.dataset_name} v{one.dataset_version}
              </Link>
              , each held against the first
            </>
          )
        }
        actions={
          <>
            {ids.length < MOST_COMPARED && <Button onClick={() => setAdding(true)}>Another one…</Button>}
            <MoreActions>
              <ExportItems addressOf={(format) => `${compareAddress('/api/experiments/compare/export', comparing)}&format=${format}`} />
            </MoreActions>
          </>
        }
      />
      {isAdding && one && (
        <CompareWithDialog
          experiment={one}
          beside={ids.slice(1)}
          addressOf={(next) => compareAddress('/experiments/compare', { ids: next })}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

/** Pages that a link to a later item waits for at most; the item is on the page then, or it is for whoever asks. */
const MOST_PAGES = 12;

type Query = { data?: { pages: SideBySide[] }; hasNextPage: boolean; isFetching: boolean; isError: boolean; fetchNextPage: () => unknown };

/** A link to an item shows it, and `j` at the end goes on: the last item loads those behind it. */
function useMoreUntilFound({ data, hasNextPage, isFetching, isError, fetchNextPage }: Query, at: string) {
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const index = items.findIndex(({ key }) => key === at);
  const isWanted = at !== '' && (index === -1 ? (data?.pages.length ?? 0) < MOST_PAGES : index === items.length - 1);
  const isDue = isWanted && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (isDue) fetchNextPage();
  }, [isDue, fetchNextPage]);
}

type ItemsProps = { sides: SideBySide; items: SideBySide['items']; at: string; stale: boolean; onShow: (key: string) => void };

/** One after the other; `j` and `k` go through them, `s` opens people's scores of the one that is marked. */
function Items({ sides, items, at, stale, onShow }: ItemsProps) {
  const [judged, setJudged] = useState('');
  const step = useSteps(items.map(({ key }) => key), at, onShow);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    s: () => at && setJudged(judged === at ? '' : at),
  });
  return (
    <div className={classes.items} data-stale={stale || undefined}>
      {items.map((item) => (
        <ItemBlock
          key={item.item_id}
          sides={sides}
          item={item}
          marked={item.key === at}
          judging={item.key === judged}
          onMark={() => onShow(item.key)}
          onJudge={() => setJudged(judged === item.key ? '' : item.key)}
        />
      ))}
    </div>
  );
}

function NothingToCompare({ words, onRetry }: { words: string; onRetry?: () => void }) {
  return (
    <Empty title="These cannot be compared">
      <p>{words}</p>
      <p>
        <Link className="words" href="/experiments">
          Tick two to five of one dataset in the list
        </Link>
      </p>
      {onRetry && (
        <div>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </Empty>
  );
}
