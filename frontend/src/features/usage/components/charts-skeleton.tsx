import { Charts } from '@/components/charts/charts';
import { Bar } from '@/components/ui/skeleton';
import classes from './usage.module.css';

/** The place of charts that are on their way. */
export function ChartsSkeleton() {
  return (
    <div role="status" aria-label="Loading the sums">
      <Charts>
        {['Calls', 'Cost', 'Latency', 'Tokens'].map((name) => (
          <div key={name} className={classes.waiting} aria-hidden>
            <Bar width="short" />
            <Bar width="middle" />
          </div>
        ))}
      </Charts>
    </div>
  );
}
