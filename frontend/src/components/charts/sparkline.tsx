import classes from './chart.module.css';
import { pathOf, topOf } from './scale';

/** The shape of some values over time, in a cell; its numbers stand beside. */
export function Sparkline({ values }: { values: (number | null)[] }) {
  const top = topOf(values);
  if (top === 0) return null;
  return (
    <svg className={classes.spark} viewBox="0 -4 100 108" preserveAspectRatio="none" aria-hidden>
      <path className={classes.line} data-tone="line" d={pathOf(values, Math.max(...values.map((value) => value ?? 0)))} />
    </svg>
  );
}
