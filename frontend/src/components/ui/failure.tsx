'use client';

import { Button } from '@mantine/core';
import { Refusal } from '@/lib/problem';
import classes from './faces.module.css';

/** What could not be loaded, why, and another try. */
export function Failure({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
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

/** A refusal's own sentence, or what is the case when nothing answered at all. */
export function reason(error: unknown): string {
  if (error instanceof Refusal) return error.problem.detail;
  return 'The server does not answer. Look at your connection, then try again.';
}
