'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { AddToDataset } from '@/components/datasets/add-to-dataset';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { isNarrowed } from '@/lib/is-narrowed';
import { tracesAsked, tracesQuery } from '../api/traces';
import { tracesParams } from '../search-params';
import { NoTraces } from './no-traces';
import { TracesTable } from './traces-table';
import { TracesToolbar } from './traces-toolbar';

/** What applications did, one request a row. */
export function TracesPage() {
  const [filter, set] = useQueryStates(tracesParams);
  const query = useInfiniteQuery({ ...tracesQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch, isFetching } = query;
  const traces = data?.pages.flatMap((page) => page.rows);

  return (
    <>
      <PageHeader
        title={<h1>Traces</h1>}
        below="Newest first"
        actions={
          <>
            {traces && traces.length > 0 && <AddToDataset sources={{ of: 'traces', filter: tracesAsked(filter) }} />}
            <Button loading={isFetching && !!data} onClick={() => refetch()}>
              Look again
            </Button>
          </>
        }
      />
      <TracesToolbar filter={filter} traces={traces} onFilter={set} />
      {error && !data ? (
        <Failure what="The traces" error={error} onRetry={() => refetch()} />
      ) : !traces ? (
        <RowsSkeleton what="the traces" />
      ) : traces.length > 0 ? (
        <TracesTable traces={traces} stale={query.isPlaceholderData} />
      ) : isNarrowed(filter) ? (
        <Empty title={query.hasNextPage ? 'No trace matches so far' : 'No trace matches'}>
          <p>
            {query.hasNextPage
              ? 'The newest 20,000 traces were looked through; older ones can be, too.'
              : 'Models, environments, releases, users, sessions and tags are compared as a whole, and days begin in UTC.'}
          </p>
          <div>
            <Button onClick={() => set(null)}>Show all traces</Button>
          </div>
        </Empty>
      ) : (
        <NoTraces />
      )}
      <ListEnd what="traces" query={query} />
    </>
  );
}
