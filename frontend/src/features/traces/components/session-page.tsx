'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryState } from 'nuqs';
import { Scores } from '@/components/scores/scores';
import { Empty } from '@/components/ui/empty';
import { Facts } from '@/components/ui/facts';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import type { Schemas } from '@/lib/api';
import { cost, count, counted, exactTime } from '@/lib/format';
import { hasStatus } from '@/lib/problem';
import { sessionQuery } from '../api/sessions';
import { sessionParams, tracesAddress } from '../search-params';
import { Exchange } from './exchange';
import panel from './panel.module.css';
import classes from './session-page.module.css';

/** The conversation over the traces of a session. */
export function SessionPage() {
  const [id] = useQueryState('id', sessionParams.id);
  const { data, error, refetch } = useQuery({ ...sessionQuery(id), enabled: id !== '' });
  if (data) return <Loaded session={data} />;
  if (id === '' || hasStatus(error, 404)) return <NoSuchSession />;
  if (error) return <Failure what="The session" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the session" />;
}

export function NoSuchSession() {
  return (
    <Empty title="There is no such session">
      <p>Its traces may not have arrived yet, or they were deleted with their age.</p>
      <p>
        <Link className="words" href="/sessions">
          All sessions
        </Link>
      </p>
    </Empty>
  );
}

function Loaded({ session }: { session: Schemas['SessionDetailOut'] }) {
  const { session_id, traces, trace_count, input_tokens, output_tokens, total_tokens, users } = session;
  const all = tracesAddress('/traces', { session: session_id }) as '/traces';
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/sessions">Sessions</Link>
          </nav>
        }
        title={<h1>{session_id}</h1>}
        below={
          <>
            {counted(trace_count, 'trace')}, the last <RelativeTime at={session.ended_at} />
          </>
        }
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          {trace_count > traces.length && (
            <p className={classes.older}>
              The newest {traces.length} of {counted(trace_count, 'trace')}.{' '}
              <Link className="words" href={all} prefetch={false}>
                All of them
              </Link>
            </p>
          )}
          <ol className={classes.exchanges} aria-label="Conversation">
            {traces.toReversed().map((trace) => (
              <Exchange key={trace.trace_id} trace={trace} />
            ))}
          </ol>
        </div>
        <aside className={`${classes.side} ${panel.panel}`} aria-label="Session">
          <Facts
            facts={[
              [users.length === 1 ? 'User' : 'Users', users.join(', ')],
              ['Traces', <Link key="all" href={all} prefetch={false}>{count(trace_count)}</Link>],
              ['Spans', count(session.span_count)],
              ['Failed', session.error_count > 0 && count(session.error_count)],
              ['Cost', session.cost_usd !== null && cost(session.cost_usd)],
              ['Tokens', total_tokens > 0 && `${count(total_tokens)} (${count(input_tokens)} in, ${count(output_tokens)} out)`],
              ['Began', exactTime(session.started_at)],
              ['Ended', exactTime(session.ended_at)],
            ]}
          />
          <Scores target={{ session_id }} />
        </aside>
      </div>
    </>
  );
}
