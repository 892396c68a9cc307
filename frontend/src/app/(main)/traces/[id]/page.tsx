import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { spanQuery, traceQuery } from '@/features/traces/api/traces';
import { TracePage } from '@/features/traces/components/trace-page';
import { loadTraceParams, traceAddress } from '@/features/traces/search-params';
import { beginningOf } from '@/features/traces/tree/beginning';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Trace' };

/** Of longer ones only the beginning comes with the page, and the browser fetches the rest, compressed and once. */
const MOST_SPANS = 100;
/** What is looked for or into may be anywhere, so then all comes along, unless that is more than a page should carry. */
const MOST_SPANS_ASKED = 1_500;

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
  const isLong = trace && trace.spans.length > (isAsked ? MOST_SPANS_ASKED : MOST_SPANS);
  if (isLong) client.removeQueries({ queryKey });
  const beginning = isLong && !isAsked ? beginningOf(trace) : null;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TracePage id={id} beginning={beginning} />
    </HydrationBoundary>
  );
}
