'use client';

import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { type State, StateWords } from '@/components/ui/state';
import { cost, count, duration } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import { LEVEL_STATES, type Trace } from '../words';
import classes from './traces-table.module.css';

/** Traces, one a line. `j` and `k` go through them. */
export function TracesTable({ traces, stale }: { traces: Trace[]; stale?: boolean }) {
  const [marked, body] = useMarkedRow(traces.length);
  return (
    <table className={classes.table} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Trace</th>
          <th scope="col">State</th>
          <th scope="col">In → out</th>
          <th scope="col" className={classes.figure}>
            Spans
          </th>
          <th scope="col" className={classes.figure}>
            Tokens
          </th>
          <th scope="col" className={classes.figure}>
            Cost
          </th>
          <th scope="col" className={classes.figure}>
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
  return (
    <tr data-marked={marked || undefined}>
      <th scope="row" className={classes.name}>
        <Link href={`/traces/${trace_id}` as '/traces'} prefetch={false}>
          <span title={name}>{name}</span>
        </Link>
      </th>
      <td className={classes.state}>
        <StateWords {...stateOf(level, error_count)} />
      </td>
      <td className={classes.snippet}>
        {input}
        {output && <span> → {output}</span>}
      </td>
      <td className={classes.figure} data-name={span_count === 1 ? 'span' : 'spans'}>
        {count(span_count)}
      </td>
      <td className={classes.figure} data-name="tokens">
        {total_tokens > 0 && count(total_tokens)}
      </td>
      <td className={classes.figure}>{cost_usd !== null && cost(cost_usd)}</td>
      <td className={classes.figure}>{duration(trace.latency_ms)}</td>
      <td className={classes.when}>
        <RelativeTime at={trace.started_at} />
      </td>
    </tr>
  );
}

const stateOf = (level: Trace['level'], failed: number): State =>
  failed > 0 ? { tone: 'bad', words: `${count(failed)} failed` } : LEVEL_STATES[level];
