'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { Failure, FailureNotice } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { StateWords } from '@/components/ui/state';
import { count, counted, duration } from '@/lib/format';
import { hasStatus } from '@/lib/problem';
import { traceQuery } from '../api/traces';
import { type Beginning, rowsOf } from '../tree/beginning';
import { useTree } from '../use-tree';
import { LEVEL_STATES } from '../words';
import { NoSuchTrace } from './no-such-trace';
import { SpanPanel } from './span-panel';
import { SpanTree } from './span-tree';
import { TraceActions } from './trace-actions';
import { TracePanel } from './trace-panel';
import classes from './trace-page.module.css';
import { TreeToolbar } from './tree-toolbar';

/**
 * One trace: its spans in their places, and beside them the one that is looked into. A long one is drawn from its
 * beginning until the rest is here.
 */
export function TracePage({ id, beginning }: { id: string; beginning: Beginning | null }) {
  const { data, error, refetch } = useQuery(traceQuery(id));
  const whole = useMemo(() => data && { trace: data, rows: rowsOf(data.spans) }, [data]);
  // The rest may be here before React is, which begins with what the server drew all the same.
  const known = useDeferredValue(whole ?? beginning, beginning ?? whole);
  const retry = () => void refetch();
  if (known) {
    return (
      <Drawn {...known}>
        {error && !data && (
          <div className={classes.rest}>
            <FailureNotice what="The rest of this trace" error={error} onRetry={retry} />
          </div>
        )}
      </Drawn>
    );
  }
  if (hasStatus(error, 404)) return <NoSuchTrace />;
  if (error) return <Failure what="The trace" error={error} onRetry={retry} />;
  return <RowsSkeleton what="the trace" />;
}

function Drawn({ trace, rows, children }: Beginning & { children: ReactNode }) {
  const tree = useTree(rows);
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
          {children}
          <TreeToolbar tree={tree} />
          {trace.spans_total > rows.total && (
            <p className={classes.cut}>
              The first {count(rows.total)} of {counted(trace.spans_total, 'span')} are shown.
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
