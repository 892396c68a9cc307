import { api } from '@/lib/api';
import { eventsIn } from '@/lib/event-stream';
import { answered, hasStatus } from '@/lib/problem';
import type { News } from '../try/live';
import type { Run } from '../words';

const MOST_FAILURES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Tells what happens to the runs of a group until all are over. A stream that ends before is taken up where it ended,
 * so nothing is told twice; one that cannot be had is asked for again, later each time, and at last given up.
 */
export async function followGroup(group: string, hear: (news: News) => void, signal: AbortSignal): Promise<void> {
  let place = '';
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of eventsIn(await open(group, place, signal))) {
        place = event.id;
        failures = -1;
        if (event.type === 'end' && (JSON.parse(event.data) as { over: boolean }).over) return;
        if (event.type === 'run') hear({ type: 'run', run: JSON.parse(event.data) as Run });
        if (event.type === 'delta') hear({ type: 'delta', ...(JSON.parse(event.data) as { run_id: string; text: string }) });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error) || failures >= MOST_FAILURES) throw error;
    }
    failures++;
    if (failures > 0) await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures), signal);
  }
}

async function open(group: string, place: string, signal: AbortSignal) {
  const headers = place ? { 'Last-Event-ID': place } : undefined;
  const params = { query: { group_id: group } };
  const result = await api.GET('/api/runs/stream', { params, headers, parseAs: 'stream', signal });
  return answered(result) as unknown as ReadableStream<Uint8Array>;
}

/** Too many readers just now, or nobody there for a moment. */
const isPassing = (error: unknown) =>
  !(error instanceof Error) || error.name !== 'Refusal' || hasStatus(error, 429, 502, 503);

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
