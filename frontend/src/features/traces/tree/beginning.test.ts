import { expect, test } from 'vitest';
import type { Span, TraceDetail } from '../words';
import { beginningOf, ROWS_AT_FIRST, rowsOf } from './beginning';

const span = (n: number) =>
  ({
    span_id: `s${n}`,
    parent_span_id: n ? `s${n < 90 ? 0 : n - 1}` : null,
    name: `step ${n}`,
    kind: 'span',
    level: n % 10 ? 'default' : 'error',
    started_at: new Date(1_800_000_000_000 + n).toISOString(),
    latency_ms: 5,
    is_clamped: false,
  }) as Span;
const spans = Array.from({ length: 100 }, (_, n) => span(n));

test('the beginning stands as it does among all', () => {
  const { trace, rows } = beginningOf({ trace_id: 't', spans } as TraceDetail);
  const all = rowsOf(spans);
  expect(all.rows).toHaveLength(100);
  expect(rows).toEqual({ ...all, rows: all.rows.slice(0, ROWS_AT_FIRST) });
  expect(rows).toMatchObject({ total: 100, errors: 10, period: { from: 1_800_000_000_000, to: 1_800_000_000_104 } });
  expect(rows.rows[0]?.below).toBe(99);
  expect(trace).toEqual({ trace_id: 't' });
});
