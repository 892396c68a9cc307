import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

type Props = { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A part of a page with a name of its own. What stands in it reaches from edge to edge. */
export function Section({ title, about, actions, children }: Props) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <div className={classes.titles}>
          <h2 id={id}>{title}</h2>
          {about && <p>{about}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Keeps what it holds, such as notices, off the edges. */
export function Inner({ children }: { children: ReactNode }) {
  return <div className={classes.inner}>{children}</div>;
}

/** The fields of a form on a page. */
export const narrow = classes.narrow;
