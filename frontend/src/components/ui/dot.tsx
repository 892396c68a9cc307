import classes from './dot.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'none';

/** The colour of a state. The words that say it stand beside. */
export function Dot({ tone }: { tone: Tone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden />;
}
