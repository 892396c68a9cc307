'use client';

import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './dialog.module.css';

type Props = { title: string; stays?: boolean; onClose: () => void; children: ReactNode };

/** A question or a form over the page. One that `stays` shows what is never shown again: a stray click keeps it. */
export function Dialog({ title, stays, onClose, children }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={!stays}
      closeOnEscape={!stays}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.stack}>{children}</div>
    </Modal>
  );
}

type FormProps = {
  act: string;
  danger?: boolean;
  disabled?: boolean;
  isPending: boolean;
  onCancel: () => void;
  onSubmit: () => void;
  children: ReactNode;
};

/** Fields, then the way back and the way on, which bears the name of what it does. Enter does no harm by mistake. */
export function DialogForm({ act, danger, disabled, isPending, onCancel, onSubmit, children }: FormProps) {
  return (
    <form
      className={classes.stack}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div className={classes.buttons}>
        <Button data-autofocus={danger || undefined} onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="filled"
          color={danger ? 'var(--delete)' : undefined}
          disabled={disabled}
          loading={isPending}
        >
          {act}
        </Button>
      </div>
    </form>
  );
}

/** What is shown once, and the one way out. */
export function DialogEnd({ onClose }: { onClose: () => void }) {
  return (
    <div className={classes.buttons}>
      <Button variant="filled" onClick={onClose}>
        Done
      </Button>
    </div>
  );
}
