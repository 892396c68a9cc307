'use client';

import { Button } from '@mantine/core';
import { Refusal } from '@/lib/problem';
import classes from './faces.module.css';
import { Notice } from './notice';

type Props = { what: string; error: unknown; onRetry: () => void };

/** What could not be loaded, why, and another try. */
export function Failure({ what, error, onRetry }: Props) {
  return (
    <div className={classes.face} role="alert">
      <h2>{what} could not be loaded</h2>
      <p>{reason(error)}</p>
      <div>
        <Button onClick={onRetry}>Try again</Button>
      </div>
    </div>
  );
}

/** The same beside what is there: in a dialog, or under a list. */
export function FailureNotice({ what, error, onRetry }: Props) {
  return (
    <Notice
      tone="bad"
      title={`${what} could not be loaded.`}
      actions={
        <Button size="compact-sm" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {reason(error)}
    </Notice>
  );
}

/** A refusal's own sentence, or what is the case when nothing answered at all. */
export function reason(error: unknown): string {
  if (error instanceof Refusal) return error.problem.detail;
  return 'The server does not answer. Look at your connection, then try again.';
}
