'use client';

import { Progress as Bar } from '@mantine/core';
import type { Experiment } from '@/lib/experiments';
import { cost, count, duration } from '@/lib/format';
import { paceOf } from '../pace';
import classes from './experiment-page.module.css';

/** How far it is, how fast, and until when about. */
export function Progress({ experiment, asOf }: { experiment: Experiment; asOf: number }) {
  const { done_count, result_count, failed_count, started_at, cost_usd, budget_usd } = experiment;
  const pace = started_at ? paceOf(experiment, started_at, asOf) : null;
  const share = result_count > 0 ? (done_count / result_count) * 100 : 0;
  return (
    <section className={classes.progress} aria-label="Progress">
      <Bar.Root size={6} radius={3}>
        <Bar.Section value={share} aria-label={`${count(done_count)} of ${count(result_count)} results`} color="var(--bar)" />
      </Bar.Root>
      <p>
        <strong>{count(done_count)}</strong> of {count(result_count)} results
        {failed_count > 0 && <span className={classes.errors}> · {count(failed_count)} failed</span>}
        {pace && ` · ${count(Math.round(pace.aMinute))} a minute · about ${duration(pace.leftMs)} left`}
        {(cost_usd > 0 || budget_usd !== null) && ` · ${cost(cost_usd)}`}
        {budget_usd !== null && ` of ${cost(budget_usd)}`}
      </p>
    </section>
  );
}
