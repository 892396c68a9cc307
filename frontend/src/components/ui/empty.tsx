import type { ReactNode } from 'react';
import classes from './faces.module.css';

/** A list without rows, or a page without a thing: what is the case, and the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.face}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
