'use client';

import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { Exchange } from '@/components/ui/exchange';
import table from '@/components/ui/figures-table.module.css';
import { RelativeTime } from '@/components/ui/relative-time';
import { type State, StateWords } from '@/components/ui/state';
import { cost, count, duration } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import { traceQuery } from '../api/traces';
import { LEVEL_STATES, type Trace } from '../words';
import classes from './traces-table.module.css';

/** Traces, one a line. `j` and `k` go through them. */
export function TracesTable({ traces, stale }: { traces: Trace[]; stale?: boolean }) {
  const [marked, body] = useMarkedRow(traces.length);
  return (
    <table className={`${table.table} ${classes.traces}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Trace</th>
          <th scope="col">State</th>
          <th scope="col">In → out</th>
          <th scope="col" className={table.figure}>
            Spans
          </th>
          <th scope="col" className={table.figure}>
            Tokens
          </th>
          <th scope="col" className={table.figure}>
            Cost
          </th>
          <th scope="col" className={table.figure}>
            Took
          </th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {traces.map((trace, index) => (
          <Row key={trace.trace_id} trace={trace} marked={index === marked} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ trace, marked }: { trace: Trace; marked: boolean }) {
  const { trace_id, name, level, input, output, span_count, error_count, total_tokens, cost_usd } = trace;
  const client = useQueryClient();
  const fetchAhead = () => void client.prefetchQuery(traceQuery(trace_id));
  return (
    <tr data-marked={marked || undefined}>
      <th scope="row" className={table.name}>
        {/* From the press on: the page, which asks for the same, comes a little later. */}
        <Link href={`/traces/${trace_id}` as '/traces'} prefetch={false} onMouseDown={fetchAhead} onClick={fetchAhead}>
          <span className={table.plain} title={name}>{name}</span>
        </Link>
      </th>
      <td className={table.state}>
        <StateWords {...stateOf(level, error_count)} />
      </td>
      <Exchange asked={input} answered={output} />
      <td className={table.figure} data-name={span_count === 1 ? 'span' : 'spans'}>
        {count(span_count)}
      </td>
      <td className={table.figure} data-name="tokens">
        {total_tokens > 0 && count(total_tokens)}
      </td>
      <td className={table.figure}>{cost_usd !== null && cost(cost_usd)}</td>
      <td className={table.figure}>{duration(trace.latency_ms)}</td>
      <td className={table.when}>
        <RelativeTime at={trace.started_at} />
      </td>
    </tr>
  );
}

const stateOf = (level: Trace['level'], failed: number): State =>
  failed > 0 ? { tone: 'bad', words: `${count(failed)} failed` } : LEVEL_STATES[level];
