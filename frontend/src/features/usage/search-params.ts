/** What the dashboard, and a prompt's usage, keep in their URLs. Server and client read it alike. */

import { createLoader, createSerializer, type inferParserType, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { periodParams } from '@/lib/periods';
import { KINDS } from '@/lib/span-kinds';

export const GROUPINGS = { prompt: 'Prompt', version: 'Version', model: 'Model', environment: 'Environment', user: 'User' } as const;
export type Grouping = keyof typeof GROUPINGS;

const text = parseAsString.withDefault('');

export const filterParams = {
  kind: parseAsStringLiteral(KINDS).withDefault('generation'),
  prompt: text,
  version: parseAsInteger,
  model: text,
  environment: text,
  user: text,
};

export const dashboardParams = {
  ...periodParams,
  ...filterParams,
  by: parseAsStringLiteral(Object.keys(GROUPINGS) as Grouping[]).withDefault('prompt'),
};

/** Of the prompt's page: the version shown, and the one it is compared with. */
export const promptUsageParams = { ...periodParams, v: parseAsInteger, from: parseAsInteger };

export type Period = inferParserType<typeof periodParams>;
export type Filter = inferParserType<typeof filterParams>;
export type DashboardState = inferParserType<typeof dashboardParams>;

export const loadDashboardParams = createLoader(dashboardParams);
export const dashboardAddress = createSerializer(dashboardParams);
