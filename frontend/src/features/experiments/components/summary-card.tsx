'use client';

import Link from 'next/link';
import { Histogram } from '@/components/evaluations/histogram';
import { intervalWords, Measure, METHODS } from '@/components/evaluations/measure';
import { type Experiment, scoreWords, type Summary } from '@/lib/experiments';
import { counted, share } from '@/lib/format';
import { AgreementLine } from './agreement-line';
import classes from './experiment-page.module.css';

type Props = { experiment: Experiment; used: Experiment['evaluators'][number]; summary: Summary | undefined };

/** What one evaluator said of all results: a mean with its interval, how values spread, and what it could not judge. */
export function SummaryCard({ experiment, used, summary }: Props) {
  return (
    <section className={classes.card} aria-label={used.name}>
      <h2>
        <Link href={`/evaluators/${used.evaluator_id}?version=${used.version}` as '/evaluators'} prefetch={false}>
          {used.name}
        </Link>
        <span>
          v{used.version}
          {summary?.direction === 'lower' && ' · less is better'}
        </span>
      </h2>
      {!summary || summary.mean === null ? <p className={classes.more}>Nothing judged yet.</p> : <Figures summary={summary} />}
      {experiment.source === 'executed' && summary && summary.count > 0 && <AgreementLine experiment={experiment} evaluator={used.name} />}
    </section>
  );
}

function Figures({ summary }: { summary: Summary }) {
  const { mean, interval, scale, errors, count, pass_rate, pass_interval, p10, p50, p90, histogram, items, errors_count_as } = summary;
  const isRate = interval?.method === 'wilson';
  return (
    <>
      <div className={classes.figure}>
        <strong>{isRate ? share(mean ?? 0, 1) : scoreWords(mean ?? 0)}</strong>
        {interval && (
          <span title={`95 %, by ${METHODS[interval.method] ?? interval.method}`}>
            {isRate ? `${share(interval.low, 1)} to ${share(interval.high, 1)}` : intervalWords(interval)} at 95 % ({METHODS[interval.method] ?? interval.method})
          </span>
        )}
      </div>
      <Measure value={mean} interval={interval} scale={scale} />
      {histogram && <Histogram title={summary.name} histogram={histogram} />}
      <p className={classes.more}>
        {counted(items, 'item')}
        {!isRate && p10 !== null && p50 !== null && p90 !== null && ` · p10 ${scoreWords(p10)}, median ${scoreWords(p50)}, p90 ${scoreWords(p90)}`}
        {!isRate && pass_rate !== null && ` · ${share(pass_rate, 1)} pass`}
        {!isRate && pass_interval && ` (${share(pass_interval.low, 1)} to ${share(pass_interval.high, 1)})`}
      </p>
      {errors > 0 && (
        <p className={`${classes.more} ${classes.errors}`}>
          {counted(errors, 'error')} of {counted(count, 'result')}
          {errors_count_as !== null && `, each counted as ${scoreWords(errors_count_as)}`}
        </p>
      )}
    </>
  );
}
