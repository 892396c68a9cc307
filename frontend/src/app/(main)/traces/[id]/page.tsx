import { setTimeout } from 'node:timers/promises';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { spanQuery, traceQuery } from '@/features/traces/api/traces';
import { TracePage } from '@/features/traces/components/trace-page';
import { loadTraceParams, traceAddress } from '@/features/traces/search-params';
import { beginningOf } from '@/features/traces/tree/beginning';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Trace' };

/** Of longer ones only the beginning comes with the page, and the rest behind it. */
const MOST_SPANS = 100;
/** The browser has painted what it has by then; what comes earlier it would read first. */
const BEHIND_MS = 120;

export default async function Page({ params, searchParams }: PageProps<'/traces/[id]'>) {
  const { id } = await params;
  const asked = await loadTraceParams(searchParams);
  const here = traceAddress(`/traces/${id}`, asked);
  const client = await firstLoad(here, async (client, api) => {
    await client.fetchQuery(traceQuery(id, api));
    if (asked.span) await client.prefetchQuery(spanQuery(id, asked.span, api));
  });
  const { queryKey } = traceQuery(id);
  const trace = client.getQueryData(queryKey);
  const isAsked = Boolean(asked.span || asked.zoom || asked.find || asked.errors);
  // What is looked for or into may be anywhere.
  const isCut = trace && trace.spans.length > MOST_SPANS && !isAsked;
  if (isCut) {
    client.removeQueries({ queryKey });
    void client.prefetchQuery({ queryKey, queryFn: () => setTimeout(BEHIND_MS, trace) });
  }
  const beginning = isCut ? beginningOf(trace) : null;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TracePage id={id} beginning={beginning} />
    </HydrationBoundary>
  );
}
