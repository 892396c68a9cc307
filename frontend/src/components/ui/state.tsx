import { Dot, type Tone } from './dot';
import classes from './rows.module.css';

export type State = { tone: Tone; words: string };

export function StateWords({ tone, words }: State) {
  return (
    <span className={classes.state}>
      <Dot tone={tone} /> {words}
    </span>
  );
}
