/** Evaluators as more than one screen reads them. */

import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { answered } from './problem';

export type Evaluator = Schemas['EvaluatorOut'];
export type Kind = Schemas['KindOut'];

const MOST = 100;

/** Those in use that a field offers, newest first. */
export const evaluatorChoicesQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['evaluators', 'choices'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/evaluators', { params: { query: { limit: MOST } }, signal })),
    staleTime: 30_000,
  });

/** The kinds there are; they change only with the program. */
export const kindsQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['evaluators', 'kinds'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/evaluators/kinds', { signal })),
    staleTime: Infinity,
  });
