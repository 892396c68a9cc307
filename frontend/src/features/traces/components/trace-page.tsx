'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { StateWords } from '@/components/ui/state';
import { count, counted, duration } from '@/lib/format';
import { hasStatus } from '@/lib/problem';
import { traceQuery } from '../api/traces';
import { useTree } from '../use-tree';
import { LEVEL_STATES, type TraceDetail } from '../words';
import { NoSuchTrace } from './no-such-trace';
import { SpanPanel } from './span-panel';
import { SpanTree } from './span-tree';
import { TraceActions } from './trace-actions';
import { TracePanel } from './trace-panel';
import classes from './trace-page.module.css';
import { TreeToolbar } from './tree-toolbar';

/** One trace: its spans in their places, and beside them the one that is looked into. */
export function TracePage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(traceQuery(id));
  if (data) return <Loaded trace={data} />;
  if (hasStatus(error, 404)) return <NoSuchTrace />;
  if (error) return <Failure what="The trace" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the trace" />;
}

function Loaded({ trace }: { trace: TraceDetail }) {
  const tree = useTree(trace.spans);
  return (
    <div className={classes.page}>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/traces">Traces</Link>
          </nav>
        }
        title={
          <>
            <h1>{trace.name}</h1>
            <StateWords {...LEVEL_STATES[trace.level]} />
          </>
        }
        below={
          <>
            {duration(trace.latency_ms)}, {counted(trace.spans_total, 'span')}, <RelativeTime at={trace.started_at} />
          </>
        }
        actions={<TraceActions trace={trace} />}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <TreeToolbar tree={tree} />
          {trace.spans_total > trace.spans.length && (
            <p className={classes.cut}>
              The first {count(trace.spans.length)} of {counted(trace.spans_total, 'span')} are shown.
            </p>
          )}
          <SpanTree tree={tree} />
        </div>
        <aside className={classes.side} aria-label={tree.opened ? 'Span' : 'Trace'}>
          {tree.opened ? (
            <SpanPanel key={tree.opened.span_id} traceId={trace.trace_id} span={tree.opened} tree={tree} />
          ) : (
            <TracePanel trace={trace} />
          )}
        </aside>
      </div>
    </div>
  );
}
