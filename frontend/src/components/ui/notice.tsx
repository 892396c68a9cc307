'use client';

import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type Props = { tone?: 'ok' | 'warn' | 'bad'; title?: string; children?: ReactNode; actions?: ReactNode; onClose?: () => void };

/** A bar in its place on the page that says what happened, with the way on or back. */
export function Notice({ tone = 'ok', title, children, actions, onClose }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <div className={classes.words}>
        {title && <strong>{title}</strong>}{' '}
        {children}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
      {onClose && <CloseButton size="sm" aria-label="Close this message" onClick={onClose} />}
    </div>
  );
}
