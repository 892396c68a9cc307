'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import Link from 'next/link';
import { Failure, reason } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import tabs from '@/components/ui/tabs.module.css';
import { hasStatus } from '@/lib/problem';
import { saveCsv } from '@/lib/save-file';
import { dashboardAddress, type DashboardState, type Grouping, GROUPINGS } from '../search-params';
import type { Usage } from '../series';
import { csvOfGroups } from '../groups-csv';
import { GroupsTable } from './groups-table';

type Props = {
  state: DashboardState;
  query: Pick<UseQueryResult<Usage>, 'data' | 'error' | 'refetch' | 'isPlaceholderData' | 'isFetching'>;
  onState: (part: Partial<DashboardState>) => void;
};

/** The same calls by what they have in common; a row narrows everything above to it. */
export function GroupsSection({ state, query: { data, error, refetch, isPlaceholderData, isFetching }, onState }: Props) {
  const { by } = state;
  return (
    <Section
      title="Breakdown"
      actions={
        data && (
          <Button leftSection={<IconDownload size={15} aria-hidden />} onClick={() => saveCsv(`usage-by-${by}.csv`, csvOfGroups(data))}>
            Export CSV
          </Button>
        )
      }
    >
      <nav className={tabs.tabs} aria-label="Grouped by">
        {(Object.keys(GROUPINGS) as Grouping[]).map((one) => (
          <Link
            key={one}
            href={dashboardAddress('/dashboard', { ...state, by: one }) as '/dashboard'}
            prefetch={false}
            scroll={false}
            aria-current={one === by ? 'page' : undefined}
          >
            {GROUPINGS[one]}
          </Link>
        ))}
      </nav>
      {error && !isFetching ? (
        hasStatus(error, 422) ? (
          <Inner>
            <Notice
              tone="warn"
              title="These cannot be grouped so."
              actions={
                <Button size="compact-sm" onClick={() => onState({ kind: 'generation', prompt: '', version: null, model: '', environment: '' })}>
                  Leave out the other filters
                </Button>
              }
            >
              {reason(error)}
            </Notice>
          </Inner>
        ) : (
          <Failure what="The groups" error={error} onRetry={() => refetch()} />
        )
      ) : !data ? (
        <RowsSkeleton what="the groups" />
      ) : (
        <GroupsTable usage={data} stale={isPlaceholderData} onNarrow={onState} />
      )}
    </Section>
  );
}
