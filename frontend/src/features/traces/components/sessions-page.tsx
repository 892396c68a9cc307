'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { DayFilter, filterBar, TextFilter } from '@/components/ui/filters';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { isNarrowed } from '@/lib/is-narrowed';
import { sessionsQuery } from '../api/sessions';
import { sessionsParams } from '../search-params';
import { SessionsTable } from './sessions-table';

/** Conversations and the like: traces that an application says belong together. */
export function SessionsPage() {
  const [filter, set] = useQueryStates(sessionsParams);
  const query = useInfiniteQuery({ ...sessionsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const sessions = data?.pages.flatMap((page) => page.rows);

  return (
    <>
      <PageHeader title={<h1>Sessions</h1>} below="The one with the newest trace first" />
      <div className={filterBar} role="search" aria-label="Sessions">
        <TextFilter
          label="User"
          value={filter.user}
          known={[...new Set(sessions?.flatMap(({ users }) => users))].sort()}
          onChange={(user) => set({ user })}
        />
        <TextFilter label="Environment" value={filter.environment} onChange={(environment) => set({ environment })} />
        <DayFilter label="From" value={filter.since} onChange={(since) => set({ since })} />
        <DayFilter label="To" value={filter.until} onChange={(until) => set({ until })} />
      </div>
      {error && !data ? (
        <Failure what="The sessions" error={error} onRetry={() => refetch()} />
      ) : !sessions ? (
        <RowsSkeleton what="the sessions" />
      ) : sessions.length > 0 ? (
        <SessionsTable sessions={sessions} stale={query.isPlaceholderData} />
      ) : isNarrowed(filter) ? (
        <Empty title="No session matches">
          <p>Users and environments are compared as a whole, and days begin in UTC.</p>
          <div>
            <Button onClick={() => set(null)}>Show all sessions</Button>
          </div>
        </Empty>
      ) : (
        <Empty title="No sessions yet">
          <p>
            Traces with the same <code>session.id</code> (or <code>gen_ai.conversation.id</code>) on a span make up a session, such as
            one conversation with a user.
          </p>
        </Empty>
      )}
      <ListEnd what="sessions" query={query} />
    </>
  );
}
