'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ChoiceFilter, filterBar, FilterChip, searchWidth } from '@/components/ui/filters';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { SearchField } from '@/components/ui/search-field';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { useKeys } from '@/lib/use-keys';
import { datasetsQuery } from '../api/datasets';
import { listParams } from '../search-params';
import { DatasetsTable } from './datasets-table';
import { NewDatasetDialog } from './new-dataset-dialog';

const ARCHIVED_WORDS = { no: 'In use', yes: 'Archived' };

/** What prompts are tried on: versioned sets of inputs and what is expected. */
export function DatasetsPage() {
  const mayWrite = useMay()('write');
  const [filter, set] = useQueryStates(listParams);
  const [isMaking, setMaking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.select() });
  const query = useInfiniteQuery({ ...datasetsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const datasets = data?.pages.flatMap((page) => page.rows);
  const [first] = data?.pages ?? [];

  return (
    <>
      <PageHeader
        title={<h1>Datasets</h1>}
        below={<span aria-live="polite">{first ? counted(first.total, 'dataset', first.capped) : '\u00a0'}</span>}
        actions={
          mayWrite && (
            <Button variant="filled" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
              New dataset
            </Button>
          )
        }
      />
      <div className={filterBar} role="search" aria-label="Datasets">
        <SearchField ref={field} className={searchWidth} label="Search names" q={filter.q} onSearch={(q) => set({ q })} />
        <ChoiceFilter label="Archived" value={filter.archived ? 'yes' : 'no'} choices={ARCHIVED_WORDS} onChange={(value) => set({ archived: value === 'yes' })} />
        {filter.tag && <FilterChip what="Tag" name={filter.tag} onRemove={() => set({ tag: '' })} />}
      </div>
      {error && !data ? (
        <Failure what="The datasets" error={error} onRetry={() => refetch()} />
      ) : !datasets ? (
        <RowsSkeleton what="the datasets" />
      ) : datasets.length > 0 ? (
        <DatasetsTable datasets={datasets} stale={query.isPlaceholderData} onTag={(tag) => set({ tag })} />
      ) : filter.q || filter.tag || filter.archived ? (
        <Empty title={filter.archived ? 'None is archived' : 'No dataset matches'}>
          <div>
            <Button onClick={() => set(null)}>Show all datasets</Button>
          </div>
        </Empty>
      ) : (
        <Empty title="No datasets yet">
          <p>A dataset holds inputs and what is expected of an answer. Experiments run versions of a prompt over it, and say which is better.</p>
          <p>{mayWrite ? 'Make one, then import a file into it, or add runs and traces from their lists.' : 'An editor of the project can make one.'}</p>
        </Empty>
      )}
      <ListEnd what="datasets" query={query} />
      {isMaking && <NewDatasetDialog onClose={() => setMaking(false)} />}
    </>
  );
}
