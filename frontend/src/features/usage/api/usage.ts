import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, api } from '@/lib/api';
import { startOf, startOfNext } from '@/lib/days';
import { answered } from '@/lib/problem';
import type { Filter, Grouping, Period } from '../search-params';

const HOUR = 3_600_000;
const LENGTHS = { '24h': 24 * HOUR, '7d': 7 * 24 * HOUR, '30d': 30 * 24 * HOUR, '90d': 90 * 24 * HOUR };
const MINUTE = 60_000;

/** By the clock of whoever asks: to what is now, or the days that are named. Users are added up by the day alone. */
function timesIn({ period, since, until }: Period, byDay: boolean) {
  if (since || until) {
    return { since: since ? startOf(since) : undefined, until: until ? startOfNext(until) : undefined, step: byDay ? ('day' as const) : undefined };
  }
  const isShort = LENGTHS[period] <= LENGTHS['7d'] && !byDay;
  const size = isShort ? HOUR : 24 * HOUR;
  // The hour or day that has begun is the last.
  const end = (Math.floor(Date.now() / size) + 1) * size;
  return { since: new Date(end - LENGTHS[period]).toISOString(), until: new Date(end).toISOString(), step: isShort ? ('hour' as const) : ('day' as const) };
}

const narrowed = ({ prompt, version, model, environment, user }: Partial<Filter>) => ({
  prompt: prompt || undefined,
  version: prompt && version != null ? version : undefined,
  model: model || undefined,
  environment: environment || undefined,
  user: user || undefined,
});

/** Calls of models, or of another kind, added up; looked at again every minute. */
export const usageQuery = (period: Period, filter: Partial<Filter>, by: Grouping | 'none', client: Api = api) =>
  queryOptions({
    queryKey: ['usage', by, period, filter],
    queryFn: async ({ signal }) => {
      const query = { ...timesIn(period, by === 'user' || !!filter.user), ...narrowed(filter), kind: filter.kind, by };
      return answered(await client.GET('/api/usage', { params: { query }, signal }));
    },
    refetchInterval: MINUTE,
    placeholderData: keepPreviousData,
  });

/** Scores of prompts and everything else; what model or user they are about is not known. */
export const scoreUsageQuery = (period: Period, { prompt, version }: Partial<Filter>, client: Api = api) =>
  queryOptions({
    queryKey: ['usage', 'scores', period, prompt, version],
    queryFn: async ({ signal }) => {
      const query = { ...timesIn(period, true), ...narrowed({ prompt, version }) };
      return answered(await client.GET('/api/usage/scores', { params: { query }, signal }));
    },
    refetchInterval: MINUTE,
    placeholderData: keepPreviousData,
  });
