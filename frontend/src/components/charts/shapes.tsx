import classes from './chart.module.css';
import { barsOf, pathOf } from './scale';
import type { Chart } from './time-chart';

/** What is drawn, stretched to the place there is. */
export function Shapes({ shape, lines, top }: Pick<Chart, 'shape' | 'lines'> & { top: number }) {
  const values = lines.map((line) => line.values);
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
      {lines.map(({ name, tone }, line) =>
        shape === 'lines' ? (
          <path key={name} className={classes.line} data-tone={tone} d={pathOf(values[line] ?? [], top)} />
        ) : (
          barsOf(values, line, top).map(
            (bar, index) => bar && <rect key={`${name} ${index}`} className={classes.bar} data-tone={tone} {...bar} />,
          )
        ),
      )}
    </svg>
  );
}
