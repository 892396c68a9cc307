'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { AddToDataset } from '@/components/datasets/add-to-dataset';
import { Conversation } from '@/components/ui/conversation/conversation';
import { reason } from '@/components/ui/failure';
import { StateWords } from '@/components/ui/state';
import { cost, count, duration } from '@/lib/format';
import { useCancelRun } from '../../api/runs';
import { WhyItFailed } from '../../components/why-it-failed';
import { isOpen, STATES } from '../../words';
import type { Live } from '../live';
import classes from './column.module.css';

/** What a run says while it is made and when it is over, and what it took. */
export function ColumnAnswer({ live: { run, text } }: { live: Live }) {
  const cancel = useCancelRun();
  const { input_tokens, output_tokens } = run.usage;
  return (
    <>
      <div className={classes.state}>
        <StateWords {...STATES[run.status]} />
        {run.attempts > 1 && <span>try {run.attempts}</span>}
        {isOpen(run) && (
          <Button size="compact-sm" loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
            Cancel
          </Button>
        )}
        <Link className="words" href={`/runs/${run.id}`} prefetch={false}>
          Open the run
        </Link>
        {!isOpen(run) && <AddToDataset compact sources={{ of: 'runs', ids: [run.id] }} />}
      </div>
      {cancel.error && <p role="alert">It was not cancelled. {reason(cancel.error)}</p>}
      <WhyItFailed run={run} />
      {run.output ? (
        <Conversation label="Answer" role="assistant" messages={run.output} />
      ) : (
        text !== '' && <pre className={classes.stream} data-open={isOpen(run) || undefined}>{text}</pre>
      )}
      {!isOpen(run) && (
        <dl className={classes.figures}>
          <Figure name="Took" value={run.latency_ms !== null && duration(run.latency_ms)} />
          <Figure name="Tokens in" value={input_tokens !== null && count(input_tokens)} />
          <Figure name="Tokens out" value={output_tokens !== null && count(output_tokens)} />
          <Figure name="Cost" value={run.cost_usd !== null && cost(run.cost_usd)} />
          <Figure name="Model" value={run.model} />
        </dl>
      )}
    </>
  );
}

function Figure({ name, value }: { name: string; value: string | null | false }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
