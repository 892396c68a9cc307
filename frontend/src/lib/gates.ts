/** Rules that a release must meet, as more than one screen reads them. */

import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { scoreWords } from './experiments';
import { answered } from './problem';

export type Gate = Schemas['GateOut'];
export type Finding = Schemas['FindingOut'];

/** Of each gate before a version, whether it would let it through now. */
export const findingsQuery = (prompt_id: string, version: number, client: Api = api) =>
  queryOptions({
    queryKey: ['gates', 'findings', prompt_id, version],
    queryFn: async ({ signal }) =>
      answered(await client.GET('/api/prompts/{prompt_id}/gates', { params: { path: { prompt_id }, query: { version } }, signal })),
    staleTime: 0,
  });

/** Which prompts it stands before: `prompts tagged guarded`. */
export function whichOf({ prompt_name, prompt_prefix, tag }: Pick<Gate, 'prompt_name' | 'prompt_prefix' | 'tag'>): string {
  if (prompt_name !== null) return prompt_name;
  if (tag !== null) return `prompts tagged ${tag}`;
  return prompt_prefix ? `prompts named ${prompt_prefix}…` : 'every prompt';
}

type Rule = Pick<
  Gate,
  'dataset_name' | 'min_dataset_version' | 'evaluator_name' | 'evaluator_version' | 'minimum' | 'max_drop' | 'connection' | 'accept_recorded' | 'trials'
>;

/** What it asks of an experiment, in words. */
export function ruleOf(gate: Rule): string {
  const asked = [
    gate.minimum !== null && `reaches ${scoreWords(gate.minimum)}`,
    gate.max_drop !== null && `is not worse than the active version by more than ${scoreWords(gate.max_drop)} at 95 %`,
  ].filter(Boolean);
  const by = `${gate.evaluator_name} v${gate.evaluator_version} on ${gate.dataset_name} (v${gate.min_dataset_version} or newer)`;
  const how = [
    gate.connection !== null && `run through ${gate.connection}`,
    gate.accept_recorded && (gate.connection === null ? 'with recorded outputs' : 'or with recorded outputs'),
    gate.trials > 1 && `${gate.trials} trials or more`,
  ].filter(Boolean);
  return `${asked.join(' and ')} by ${by}${how.length > 0 ? `, ${how.join(', ')}` : ''}`;
}
