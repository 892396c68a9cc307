import type { ReactNode } from 'react';
import classes from './key.module.css';

export function Key({ children }: { children: ReactNode }) {
  return <kbd className={classes.key}>{children}</kbd>;
}
