'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { isOpen } from '@/lib/experiments';
import { counted } from '@/lib/format';
import { isNarrowed } from '@/lib/is-narrowed';
import { useMay } from '@/lib/me';
import { experimentsQuery } from '../api/experiments';
import { listParams } from '../search-params';
import { CompareBar } from './compare-bar';
import { ExperimentsTable } from './experiments-table';
import { ExperimentsToolbar } from './experiments-toolbar';

/** Every experiment: what was tried on which dataset, and how it did. */
export function ExperimentsPage() {
  const mayWrite = useMay()('write');
  const [filter, set] = useQueryStates(listParams);
  const [picked, setPicked] = useState<string[]>([]);
  const query = useInfiniteQuery({ ...experimentsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const experiments = data?.pages.flatMap((page) => page.rows);
  const open = experiments?.filter(isOpen).length ?? 0;

  return (
    <>
      <PageHeader
        title={<h1>Experiments</h1>}
        below={
          <span aria-live="polite">
            {open > 0 ? `${counted(open, 'experiment')} under way; this list follows them` : 'Newest first'}
          </span>
        }
        actions={
          mayWrite && (
            <Button component={Link} href="/experiments/new" variant="filled" leftSection={<IconPlus size={15} aria-hidden />}>
              New experiment
            </Button>
          )
        }
      />
      <ExperimentsToolbar filter={filter} onFilter={set} />
      {picked.length > 0 && <CompareBar picked={picked} experiments={experiments ?? []} onClear={() => setPicked([])} />}
      {error && !data ? (
        <Failure what="The experiments" error={error} onRetry={() => refetch()} />
      ) : !experiments ? (
        <RowsSkeleton what="the experiments" />
      ) : experiments.length > 0 ? (
        <ExperimentsTable experiments={experiments} picked={picked} stale={query.isPlaceholderData} onPick={setPicked} onFilter={set} />
      ) : isNarrowed(filter) ? (
        <Empty title="No experiment matches">
          <div>
            <Button onClick={() => set(null)}>Show all experiments</Button>
          </div>
        </Empty>
      ) : (
        <NoExperiments mayWrite={mayWrite} />
      )}
      <ListEnd what="experiments" query={query} />
    </>
  );
}

function NoExperiments({ mayWrite }: { mayWrite: boolean }) {
  return (
    <Empty title="No experiments yet">
      <p>
        An experiment runs a version of a prompt over a dataset and lets evaluators judge every answer, so that you know before a release whether it
        is better.
      </p>
      <p>
        {mayWrite ? (
          <>
            It needs a{' '}
            <Link className="words" href="/datasets">
              dataset
            </Link>{' '}
            and, to be judged, an{' '}
            <Link className="words" href="/evaluators">
              evaluator
            </Link>
            .
          </>
        ) : (
          'An editor of the project can begin one.'
        )}
      </p>
    </Empty>
  );
}
