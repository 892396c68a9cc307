'use client';

import { CopyButton } from './copy-button';
import classes from './copy-block.module.css';

/** A command or program to take along. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.block}>
      <pre role="region" aria-label={label} tabIndex={0}>
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
