/** So far back from now, as addresses name it. */

import { parseAsStringLiteral } from 'nuqs/server';
import { parseAsDay } from './days';

export const PERIODS = { '24h': '24 hours', '7d': '7 days', '30d': '30 days', '90d': '90 days' } as const;
export type PeriodName = keyof typeof PERIODS;

/** Days, if there are any, say more than the period. */
export const periodParams = {
  period: parseAsStringLiteral(Object.keys(PERIODS) as PeriodName[]).withDefault('30d'),
  since: parseAsDay,
  until: parseAsDay,
};
