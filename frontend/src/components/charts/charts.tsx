import type { ReactNode } from 'react';
import classes from './chart.module.css';

/** Charts side by side, as many as there is place for. */
export function Charts({ children }: { children: ReactNode }) {
  return <div className={classes.charts}>{children}</div>;
}
