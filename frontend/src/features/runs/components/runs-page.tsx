'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { AddToDataset } from '@/components/datasets/add-to-dataset';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { counted } from '@/lib/format';
import { isNarrowed } from '@/lib/is-narrowed';
import { useMay } from '@/lib/me';
import { runsAsked, runsQuery } from '../api/runs';
import { runsParams } from '../search-params';
import { isOpen } from '../words';
import { NoRuns } from './no-runs';
import { RunsTable } from './runs-table';
import { RunsToolbar } from './runs-toolbar';

/** Every execution, asked of Promptside or reported to it. */
export function RunsPage() {
  const may = useMay();
  const [filter, set] = useQueryStates(runsParams);
  const query = useInfiniteQuery({ ...runsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const runs = data?.pages.flatMap((page) => page.rows);
  const open = runs?.filter(isOpen).length ?? 0;

  return (
    <>
      <PageHeader
        title={<h1>Runs</h1>}
        below={
          <span aria-live="polite">
            {open > 0 ? `${counted(open, 'run')} under way; this list follows them` : 'Newest first'}
          </span>
        }
        actions={
          <>
            {runs && runs.length > 0 && <AddToDataset sources={{ of: 'runs', filter: runsAsked(filter) }} />}
            {may('write') && (
              <Button component={Link} href="/try" variant="filled">
                Try a prompt
              </Button>
            )}
          </>
        }
      />
      <RunsToolbar filter={filter} runs={runs} onFilter={set} />
      {error && !data ? (
        <Failure what="The runs" error={error} onRetry={() => refetch()} />
      ) : !runs ? (
        <RowsSkeleton what="the runs" />
      ) : runs.length > 0 ? (
        <RunsTable runs={runs} stale={query.isPlaceholderData} />
      ) : isNarrowed(filter) ? (
        <Empty title="No run matches">
          <p>Models are compared as a whole, and days begin in UTC.</p>
          <div>
            <Button onClick={() => set(null)}>Show all runs</Button>
          </div>
        </Empty>
      ) : (
        <NoRuns />
      )}
      <ListEnd what="runs" query={query} />
    </>
  );
}
