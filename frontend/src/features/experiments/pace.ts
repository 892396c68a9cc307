import type { Experiment } from '@/lib/experiments';

/** How many results a minute so far, and how long the rest takes at that; null before there is anything to go by. */
export function paceOf({ done_count, result_count }: Pick<Experiment, 'done_count' | 'result_count'>, startedAt: string, now: number) {
  const tookMs = now - Date.parse(startedAt);
  if (done_count === 0 || tookMs <= 0) return null;
  return { aMinute: (done_count / tookMs) * 60_000, leftMs: ((result_count - done_count) / done_count) * tookMs };
}
