'use client';

import Link from 'next/link';
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
    <table className={classes.table} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Prompt</th>
          <th scope="col">State</th>
          <th scope="col">Asked → answered</th>
          <th scope="col">Model</th>
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
      <th scope="row" className={classes.name}>
        <Link href={`/runs/${id}`} prefetch={false} aria-label={`Run of ${name}${prompt_version ? ` v${prompt_version}` : ''}`}>
          {prompt_name ? <SlashedName name={prompt_name} line /> : <span className={classes.draft}>Draft</span>}
          {prompt_version !== null && <span className={classes.version}>v{prompt_version}</span>}
        </Link>
      </th>
      <td className={classes.state}>
        <StateWords {...STATES[status]} />
      </td>
      <td className={classes.snippet}>
        <div>
          <span className={classes.asked}>{input_snippet}</span>
          {output_snippet ? <span>→ {output_snippet}</span> : error && <span className={classes.error}>→ {error}</span>}
        </div>
      </td>
      <td className={classes.model} title={run.connection ? `by ${run.connection}` : SOURCE_WORDS[run.source]}>
        {run.model}
      </td>
      <td className={classes.figure} data-name="tokens">
        {run.usage.total_tokens !== null && count(run.usage.total_tokens)}
      </td>
      <td className={classes.figure}>{run.cost_usd !== null && cost(run.cost_usd)}</td>
      <td className={classes.figure}>{run.latency_ms !== null && duration(run.latency_ms)}</td>
      <td className={classes.when}>
        <RelativeTime at={run.created_at} />
      </td>
    </tr>
  );
}
