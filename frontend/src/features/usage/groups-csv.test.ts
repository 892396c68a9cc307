import { expect, test } from 'vitest';
import { csvOfGroups } from './groups-csv';
import type { Usage } from './series';

test('each group is a row with its key, and the rest says what it is', () => {
  const sums = { calls: 2, errors: 1, p50_ms: 12.5, p95_ms: null, input_tokens: 3, output_tokens: 4, cached_tokens: 0, reasoning_tokens: 0, total_tokens: 7, cost_usd: 0.01 };
  const groups = [
    { key: { model: 'gpt-5' }, is_other: false, ...sums },
    { key: { model: null }, is_other: true, ...sums },
  ];
  expect(csvOfGroups({ by: 'model', groups } as unknown as Usage).split('\r\n')).toEqual([
    'model,calls,errors,p50_ms,p95_ms,input_tokens,output_tokens,cached_tokens,reasoning_tokens,total_tokens,cost_usd',
    'gpt-5,2,1,12.5,,3,4,0,0,7,0.01',
    'all others,2,1,12.5,,3,4,0,0,7,0.01',
    '',
  ]);
});
