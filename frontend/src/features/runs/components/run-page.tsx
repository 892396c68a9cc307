'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Scores } from '@/components/scores/scores';
import { Conversation } from '@/components/ui/conversation/conversation';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { SlashedName } from '@/components/ui/slashed-name';
import { StateWords } from '@/components/ui/state';
import { hasStatus } from '@/lib/problem';
import { runQuery } from '../api/runs';
import { isOpen, type Run, SOURCE_WORDS, STATES } from '../words';
import { NoSuchRun } from './no-such-run';
import { RunActions } from './run-actions';
import { RunFacts } from './run-facts';
import classes from './run-page.module.css';
import { WhyItFailed } from './why-it-failed';

/** One execution: what was asked and answered, and what it took. Followed while it is not over. */
export function RunPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(runQuery(id));
  if (data) return <Loaded run={data} />;
  if (hasStatus(error, 404)) return <NoSuchRun />;
  if (error) return <Failure what="The run" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the run" />;
}

function Loaded({ run }: { run: Run }) {
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/runs">Runs</Link>
          </nav>
        }
        title={
          <>
            <h1>
              <WhatWasRun run={run} />
            </h1>
            <span aria-live="polite">
              <StateWords {...STATES[run.status]} />
            </span>
          </>
        }
        below={
          <>
            {run.created_by} · {SOURCE_WORDS[run.source]} · <RelativeTime at={run.created_at} />
          </>
        }
        actions={<RunActions run={run} />}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <WhyItFailed run={run} />
          <h2>Asked</h2>
          <Conversation label="What was asked" messages={run.messages} />
          <h2>Answered</h2>
          <Answer run={run} />
          <div className={classes.scores}>
            <Scores target={{ run_id: run.id }} />
          </div>
        </div>
        <div className={classes.side}>
          <RunFacts run={run} />
        </div>
      </div>
    </>
  );
}

function WhatWasRun({ run: { prompt_name, prompt_version, label } }: { run: Run }) {
  if (!prompt_name) return <>A draft</>;
  return (
    <>
      <SlashedName name={prompt_name} />{' '}
      {prompt_version !== null && (
        <span className={classes.version}>
          v{prompt_version}
          {label && `, as ${label}`}
        </span>
      )}
    </>
  );
}

function Answer({ run }: { run: Run }) {
  if (run.output) return <Conversation label="What was answered" role="assistant" messages={run.output} />;
  if (run.status === 'queued') return <p className={classes.nothing}>It waits for a worker.</p>;
  if (isOpen(run)) return <p className={classes.nothing}>The model is answering; what it says stands here when it is done.</p>;
  return <p className={classes.nothing}>Nothing.</p>;
}
