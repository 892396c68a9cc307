'use client';

import { TimeChart } from '@/components/charts/time-chart';
import { counted } from '@/lib/format';
import { meanWords } from '../comparing';
import { type ScoreUsage, timesOf, valuesAt } from '../series';

/** The mean of each score over time: of yes and no, how often yes. */
export function ScoreCharts({ usage }: { usage: ScoreUsage }) {
  const times = timesOf(usage);
  return usage.names
    .filter(({ mean }) => mean !== null)
    .map(({ name, type, count, mean }) => {
      const words = meanWords(type);
      const points = usage.series.filter((point) => point.name === name && point.type === type);
      return (
        <TimeChart
          key={`${name} ${type}`}
          title={type === 'boolean' ? `${name}, yes` : name}
          figure={words(mean ?? 0)}
          beside={`${counted(count, 'score')}${type === 'categorical' ? ', by the values of its categories' : ''}`}
          times={times}
          step={usage.step}
          shape="lines"
          lines={[{ name: 'mean', tone: 'line', values: valuesAt(times, points, (point) => point.mean, null) }]}
          words={words}
          most={type === 'boolean' ? 1 : undefined}
        />
      );
    });
}
