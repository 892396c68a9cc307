import { type Interval, scoreWords } from '@/lib/experiments';
import classes from './evaluations.module.css';

type Props = { value: number | null; interval: Interval | null; scale: [low: number | null, high: number | null] };

/** Where a value lies on its scale, and how far at 95 % it might lie elsewhere. */
export function Measure({ value, interval, scale: [low, high] }: Props) {
  if (value === null || low === null || high === null || high <= low) return null;
  const place = (at: number) => Math.max(0, Math.min(100, ((at - low) / (high - low)) * 100));
  return (
    <svg className={classes.measure} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
      <rect className={classes.track} x="0" y="3" width="100" height="4" />
      <rect className={classes.filled} x="0" y="3" width={place(value)} height="4" />
      {interval && <rect className={classes.between} x={place(interval.low)} y="1" width={Math.max(0.6, place(interval.high) - place(interval.low))} height="8" />}
    </svg>
  );
}

/** `0.82 to 0.91`, at 95 %. */
export const intervalWords = ({ low, high }: Interval) => `${scoreWords(low)} to ${scoreWords(high)}`;

export const METHODS: Record<string, string> = {
  wilson: 'Wilson',
  bootstrap: 'bootstrap',
  newcombe: 'Newcombe',
  mcnemar: 'McNemar',
};
