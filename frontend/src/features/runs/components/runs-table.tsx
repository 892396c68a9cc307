'use client';

import Link from 'next/link';
import { Exchange } from '@/components/ui/exchange';
import table from '@/components/ui/figures-table.module.css';
import { RelativeTime } from '@/components/ui/relative-time';
import { SlashedName } from '@/components/ui/slashed-name';
import { StateWords } from '@/components/ui/state';
import { cost, count, duration } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import { type ListedRun, SOURCE_WORDS, STATES } from '../words';
import classes from './runs-table.module.css';

export function RunsTable({ runs, stale }: { runs: ListedRun[]; stale?: boolean }) {
  const [marked, body] = useMarkedRow(runs.length);
  return (
    <table className={`${table.table} ${classes.runs}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Prompt</th>
          <th scope="col">State</th>
          <th scope="col">Asked → answered</th>
          <th scope="col">Model</th>
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
        {runs.map((run, index) => (
          <Row key={run.id} run={run} marked={index === marked} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ run, marked }: { run: ListedRun; marked: boolean }) {
  const { id, prompt_name, prompt_version, input_snippet, output_snippet, error, status } = run;
  const name = prompt_name ?? 'Draft';
  return (
    <tr data-marked={marked || undefined}>
      <th scope="row" className={table.name}>
        <Link href={`/runs/${id}`} prefetch={false} aria-label={`Run of ${name}${prompt_version ? ` v${prompt_version}` : ''}`}>
          {prompt_name ? <SlashedName name={prompt_name} line /> : <span className={classes.draft}>Draft</span>}
          {prompt_version !== null && <span className={classes.version}>v{prompt_version}</span>}
        </Link>
      </th>
      <td className={table.state}>
        <StateWords {...STATES[status]} />
      </td>
      <Exchange asked={input_snippet} answered={output_snippet} error={error} />
      <td className={classes.model} title={run.connection ? `by ${run.connection}` : SOURCE_WORDS[run.source]}>
        {run.model}
      </td>
      <td className={table.figure} data-name="tokens">
        {run.usage.total_tokens !== null && count(run.usage.total_tokens)}
      </td>
      <td className={table.figure}>{run.cost_usd !== null && cost(run.cost_usd)}</td>
      <td className={table.figure}>{run.latency_ms !== null && duration(run.latency_ms)}</td>
      <td className={table.when}>
        <RelativeTime at={run.created_at} />
      </td>
    </tr>
  );
}
