import type { ReactNode } from 'react';
import classes from './door.module.css';

/** The page of whoever is not in yet. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.inner}>
        <div className={classes.brand}>
          <span aria-hidden>P</span> Promptside
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
