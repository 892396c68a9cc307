/** Sums as they come, without hours and days of no calls, as values over all of a period. */

import type { Schemas } from '@/lib/api';

export type Usage = Schemas['UsageReportOut'];
export type Sums = Schemas['SumsOut'];
export type Group = Schemas['UsageGroupOut'];
export type ScoreUsage = Schemas['ScoreUsageOut'];

const MS = { hour: 3_600_000, day: 86_400_000 };

/** Every hour or day of a period, whether anything happened then or not. */
export function timesOf({ since, until, step }: Pick<Usage, 'since' | 'until' | 'step'>): string[] {
  const from = Date.parse(since);
  const count = Math.max(0, Math.round((Date.parse(until) - from) / MS[step]));
  return Array.from({ length: count }, (_, index) => new Date(from + index * MS[step]).toISOString());
}

/** What is picked from the point at each time; `missing` where there is none. */
export function valuesAt<Point extends { at: string }, Missing extends number | null>(
  times: string[],
  points: Point[],
  pick: (point: Point) => number | null,
  missing: Missing,
): (number | Missing | null)[] {
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point]));
  return times.map((time) => {
    const point = byTime.get(Date.parse(time));
    return point ? pick(point) : missing;
  });
}

/** The same for two groups that are the same group: keys are compared as a whole. */
export const keyOf = ({ key, is_other }: Pick<Group, 'key' | 'is_other'>) => (is_other ? 'other' : JSON.stringify(Object.entries(key).sort()));

/** How much more, or less: `+12 %`, `−3 %`; null if there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round(((now - before) / before) * 100);
  return percent === 0 ? 'the same' : `${percent > 0 ? '+' : '−'}${Math.abs(percent).toLocaleString('en-US')} %`;
}
