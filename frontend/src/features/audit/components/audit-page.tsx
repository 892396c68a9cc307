'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Older } from '@/components/ui/older';
import { Refused } from '@/components/ui/refused';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { eventsQuery, useExport } from '../api/events';
import { auditParams } from '../search-params';
import { AuditTable } from './audit-table';
import { AuditToolbar } from './audit-toolbar';
import classes from './audit.module.css';

/** Who did what in this project, and when. */
export function AuditPage() {
  const isAdmin = useMay()('admin');
  const [filter, set] = useQueryStates(auditParams);
  const query = useInfiniteQuery({ ...eventsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const download = useExport();
  const events = data?.pages.flatMap((page) => page.rows);
  const first = data?.pages[0];

  return (
    <Section
      title="Audit log"
      about={first ? counted(first.total, 'event', first.capped) : '\u00a0'}
      actions={
        isAdmin && (
          <Button
            leftSection={<IconDownload size={15} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate(filter)}
          >
            Export JSONL
          </Button>
        )
      }
    >
      <AuditToolbar filter={filter} events={events} onFilter={set} />
      {download.error && (
        <Inner>
          <Refused what="Nothing was exported." error={download.error} />
        </Inner>
      )}
      {error && !data ? (
        <Failure what="The events" error={error} onRetry={() => refetch()} />
      ) : !events ? (
        <RowsSkeleton what="the events" />
      ) : events.length === 0 ? (
        <Empty title="No event matches">
          <p>Actions and actors are compared as a whole, and days begin in UTC.</p>
          <div>
            <Button onClick={() => set(null)}>Show all events</Button>
          </div>
        </Empty>
      ) : (
        <AuditTable events={events} stale={query.isPlaceholderData} onFilter={set} />
      )}
      {hasNextPage && (
        <div className={classes.older}>
          <Older
            what="events"
            error={isFetchNextPageError ? error : null}
            isLoading={isFetchingNextPage}
            onLoad={() => fetchNextPage()}
          />
        </div>
      )}
    </Section>
  );
}
