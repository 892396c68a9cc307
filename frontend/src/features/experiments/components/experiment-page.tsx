'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Failure } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { StateWords } from '@/components/ui/state';
import { type Experiment, isOpen, STATES, summariesOf } from '@/lib/experiments';
import { count } from '@/lib/format';
import { hasStatus } from '@/lib/problem';
import { experimentQuery } from '../api/experiments';
import { ExperimentActions } from './experiment-actions';
import { ExperimentFacts } from './experiment-facts';
import classes from './experiment-page.module.css';
import { NoSuchExperiment } from './no-such-experiment';
import { Progress } from './progress';
import { Results } from './results';
import { SummaryCard } from './summary-card';

/** One experiment: how far it is, what it comes to, and every result. Followed while it is not over. */
export function ExperimentPage({ id }: { id: string }) {
  const { data, error, refetch, dataUpdatedAt } = useQuery(experimentQuery(id));
  if (data) return <Loaded experiment={data} asOf={dataUpdatedAt} />;
  if (hasStatus(error, 404)) return <NoSuchExperiment />;
  if (error) return <Failure what="The experiment" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the experiment" />;
}

function Loaded({ experiment, asOf }: { experiment: Experiment; asOf: number }) {
  const { name, status, created_by, created_at, source, description } = experiment;
  const summaries = summariesOf(experiment);
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/experiments">Experiments</Link>
          </nav>
        }
        title={
          <>
            <h1>{name}</h1>
            <span aria-live="polite">
              <StateWords {...STATES[status]} />
            </span>
          </>
        }
        below={
          <>
            {created_by} · {source === 'recorded' ? 'outputs handed in' : 'run here'} · <RelativeTime at={created_at} />
            {description && <> · {description}</>}
          </>
        }
        actions={<ExperimentActions experiment={experiment} />}
      />
      {isOpen(experiment) && <Progress experiment={experiment} asOf={asOf} />}
      <WhyItStopped experiment={experiment} />
      <div className={classes.top}>
        <div className={classes.cards}>
          {experiment.evaluators.map((used) => (
            <SummaryCard
              key={used.position}
              experiment={experiment}
              used={used}
              summary={summaries.find(({ position }) => position === used.position)}
            />
          ))}
          {experiment.evaluators.length === 0 && <p className={classes.nothing}>No evaluator judged it; its outputs stand below.</p>}
        </div>
        <div className={classes.side}>
          <ExperimentFacts experiment={experiment} />
        </div>
      </div>
      <Results experiment={experiment} />
    </>
  );
}

const REASONS: Record<string, string> = {
  budget: 'It cost as much as its budget allows. What had begun was finished; the other items were not run.',
  asked: 'Somebody cancelled it. Results that were there stay.',
};

function WhyItStopped({ experiment: { status, stop_reason, done_count, result_count } }: { experiment: Experiment }) {
  if (status !== 'cancelled' && status !== 'failed') return null;
  return (
    <div className={classes.notice}>
      <Notice tone={status === 'failed' ? 'bad' : 'warn'} title={status === 'failed' ? 'It failed.' : 'It was stopped.'}>
        {(stop_reason && (REASONS[stop_reason] ?? stop_reason)) || 'Results that were there stay.'} {count(done_count)} of {count(result_count)} results are
        over, so no gate counts it.
      </Notice>
    </div>
  );
}
