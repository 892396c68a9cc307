import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { spanQuery, traceQuery } from '@/features/traces/api/traces';
import { TracePage } from '@/features/traces/components/trace-page';
import { loadTraceParams, traceAddress } from '@/features/traces/search-params';
import { firstLoad } from '@/lib/api-server';

export const metadata: Metadata = { title: 'Trace' };

/** Longer ones would make the page itself heavy: the browser fetches them again, compressed and once. */
const MOST_SPANS = 1_500;

export default async function Page({ params, searchParams }: PageProps<'/traces/[id]'>) {
  const { id } = await params;
  const asked = await loadTraceParams(searchParams);
  const here = traceAddress(`/traces/${id}`, asked);
  const client = await firstLoad(here, async (client, api) => {
    const { queryKey } = traceQuery(id);
    const { spans } = await client.fetchQuery(traceQuery(id, api));
    if (asked.span) await client.prefetchQuery(spanQuery(id, asked.span, api));
    if (spans.length > MOST_SPANS) client.removeQueries({ queryKey });
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TracePage id={id} />
    </HydrationBoundary>
  );
}
