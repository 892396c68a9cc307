/** A table of groups to be taken along, with numbers as they are. */

import { csvOf } from '@/lib/csv';
import type { Usage } from './series';

const SUMS = ['calls', 'errors', 'p50_ms', 'p95_ms', 'input_tokens', 'output_tokens', 'cached_tokens', 'reasoning_tokens', 'total_tokens', 'cost_usd'] as const;
type Key = keyof Usage['groups'][number]['key'];
const KEYS_OF: Record<Usage['by'], readonly Key[]> = {
  none: [],
  prompt: ['prompt_id', 'prompt_name'],
  version: ['prompt_id', 'prompt_name', 'prompt_version'],
  model: ['model'],
  environment: ['environment'],
  user: ['user_id'],
};

export function csvOfGroups({ by, groups }: Usage): string {
  const keys = KEYS_OF[by];
  const rows = groups.map(({ key, is_other, ...sums }) => [
    ...keys.map((name, index) => (is_other && index === keys.length - 1 ? 'all others' : key[name])),
    ...SUMS.map((name) => sums[name]),
  ]);
  return csvOf([...keys, ...SUMS], rows);
}
