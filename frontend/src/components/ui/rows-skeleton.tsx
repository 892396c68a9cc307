import classes from './rows.module.css';
import { Bar } from './skeleton';

const WIDTHS = ['middle', 'long', 'middle', 'long'] as const;

/** The shape of a list while its rows are on their way. */
export function RowsSkeleton({ what }: { what: string }) {
  return (
    <div className={classes.waiting} role="status" aria-label={`Loading ${what}`}>
      {WIDTHS.map((width, index) => (
        <div key={index} aria-hidden>
          <Bar width={width} />
        </div>
      ))}
    </div>
  );
}
