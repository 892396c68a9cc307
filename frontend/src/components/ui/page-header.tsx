import type { ReactNode } from 'react';
import classes from './page-header.module.css';

type Props = { title: ReactNode; above?: ReactNode; below?: ReactNode; actions?: ReactNode };

export function PageHeader({ title, above, below, actions }: Props) {
  return (
    <header className={classes.header}>
      <div className={classes.titles}>
        {above && <div className={classes.above}>{above}</div>}
        <div className={classes.title}>{title}</div>
        {below && <div className={classes.below}>{below}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
