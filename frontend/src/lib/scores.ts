/** Judgements of runs, traces, spans, sessions and results of experiments, as every page that shows one of these reads and gives them. */

import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { answered } from './problem';
import { useChange } from './use-change';

export type Score = Schemas['ScoreOut'];
export type Scale = Schemas['ScaleOut'];
export type Target =
  | { run_id: string }
  | { session_id: string }
  | { trace_id: string; span_id?: string }
  | { experiment_id: string; item_id: string; trial: number };

const MOST = 100;

function kindOf(target: Target) {
  if ('run_id' in target) return 'run';
  if ('session_id' in target) return 'session';
  if ('experiment_id' in target) return 'experiment_result';
  return target.span_id ? 'span' : 'trace';
}

/** Newest first, no more than a hundred. Of a trace its own, without those of its spans. */
export const scoresQuery = (target: Target) =>
  queryOptions({
    queryKey: ['scores', target],
    queryFn: async ({ signal }) => {
      const query = { ...target, target: kindOf(target), limit: MOST } as const;
      return answered(await api.GET('/api/scores', { params: { query }, signal }));
    },
  });

/** What scores a project wants to be given, by name. */
export const scalesQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['scales'],
    queryFn: async ({ signal }) => {
      const scales = answered(await client.GET('/api/scales', { params: { query: { limit: MOST } }, signal }));
      return scales.toSorted((one, other) => one.name.localeCompare(other.name));
    },
    staleTime: 60_000,
  });

/** The same id for the same target is the same score: given again, it changes. */
export function useGiveScore(target: Target) {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (given: Pick<Schemas['ScoreIn'], 'id' | 'name' | 'value' | 'type' | 'comment'>) =>
      answered(await api.POST('/api/scores', { body: { ...given, ...target } as Schemas['ScoreIn'] })),
    onSettled: () => judgedAnew(client),
  });
}

/** Comparisons tell of people's scores as well, and so does how far evaluators agree with people. */
const judgedAnew = (client: QueryClient) => Promise.all([['scores'], ['experiments']].map((queryKey) => client.invalidateQueries({ queryKey })));

export function useRemoveScore() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (score_id: string) => answered(await api.DELETE('/api/scores/{score_id}', { params: { path: { score_id } } })),
    onSettled: () => judgedAnew(client),
  });
}
