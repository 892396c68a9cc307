'use client';

import { useQuery } from '@tanstack/react-query';
import { Charts } from '@/components/charts/charts';
import { type Chart, TimeChart } from '@/components/charts/time-chart';
import { Failure } from '@/components/ui/failure';
import { about, cost, duration, share } from '@/lib/format';
import { scoreUsageQuery, usageQuery } from '../api/usage';
import { figuresOf, meanWords } from '../comparing';
import type { Period } from '../search-params';
import { type ScoreUsage, timesOf, type Usage, valuesAt } from '../series';
import { ChartsSkeleton } from './charts-skeleton';
import classes from './prompt-usage.module.css';

type Props = { prompt: string; period: Period; shown: number; base: number | null };
type Side = { version: number; usage: Usage; scores: ScoreUsage | undefined };

/** The figures of a version beside those of another, and both over time. */
export function VersionsCompared({ prompt, period, shown, base }: Props) {
  const now = useSide(prompt, period, shown);
  const before = useSide(prompt, period, base);
  const error = now.error ?? before.error;
  if (error) return <Failure what="The comparison" error={error} onRetry={() => [now, before].forEach((side) => side.refetch())} />;
  if (!now.side || (base !== null && !before.side)) return <ChartsSkeleton />;
  if (now.side.usage.total.calls === 0 && !before.side) return <p>v{shown} was not called in this time.</p>;
  return (
    <>
      <Figures now={now.side} before={before.side} />
      <div className={classes.charts}>
        <Charts>
          <Lines now={now.side} before={before.side} />
        </Charts>
      </div>
    </>
  );
}

function useSide(prompt: string, period: Period, version: number | null) {
  const isAsked = version !== null;
  const usage = useQuery({ ...usageQuery(period, { prompt, version }, 'none'), enabled: isAsked });
  const scores = useQuery({ ...scoreUsageQuery(period, { prompt, version }), enabled: isAsked });
  const side: Side | null = version !== null && usage.data ? { version, usage: usage.data, scores: scores.data } : null;
  return { side, error: isAsked && !usage.isFetching ? usage.error : null, refetch: () => void usage.refetch() };
}

function Figures({ now, before }: { now: Side; before: Side | null }) {
  const figures = figuresOf({ sums: now.usage.total, scores: now.scores }, before && { sums: before.usage.total, scores: before.scores });
  return (
    <table className={classes.figures}>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Figure</span>
          </th>
          {before && <th scope="col">v{before.version}</th>}
          <th scope="col" className={classes.now}>
            v{now.version}
          </th>
          {before && <th scope="col">Change</th>}
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.name}>
            <th scope="row">{figure.name}</th>
            {before && <td>{figure.before}</td>}
            <td className={classes.now}>{figure.now}</td>
            {before && <td>{figure.change}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Point = Usage['series'][number];

function Lines({ now, before }: { now: Side; before: Side | null }) {
  const { usage } = now;
  const times = timesOf(usage);
  const draw = (title: string, words: Chart['words'], pick: (point: Point) => number | null, missing: number | null, most?: number) => (
    <TimeChart
      key={title}
      title={title}
      times={times}
      step={usage.step}
      shape="lines"
      words={words}
      most={most}
      lines={sides(now, before).map(({ side, tone }) => ({
        name: `v${side.version}`,
        tone,
        values: valuesAt(times, side.usage.series, pick, missing),
      }))}
    />
  );
  return (
    <>
      {draw('Calls', about, ({ calls }) => calls, 0)}
      {draw('p95', duration, ({ p95_ms }) => p95_ms, null)}
      {draw('Failed', (part) => share(part, 1), ({ errors, calls }) => (calls > 0 ? errors / calls : null), null, 1)}
      {draw('Cost a call', cost, ({ cost_usd, calls }) => (calls > 0 ? cost_usd / calls : null), null)}
      <ScoreLines now={now} before={before} />
    </>
  );
}

const sides = (now: Side, before: Side | null) => [
  ...(before ? [{ side: before, tone: 'other' as const }] : []),
  { side: now, tone: 'line' as const },
];

function ScoreLines({ now, before }: { now: Side; before: Side | null }) {
  if (!now.scores) return null;
  const { scores } = now;
  const times = timesOf(scores);
  return scores.names
    .filter(({ mean }) => mean !== null)
    .map(({ name, type }) => (
      <TimeChart
        key={`${name} ${type}`}
        title={type === 'boolean' ? `${name}, yes` : name}
        times={times}
        step={scores.step}
        shape="lines"
        words={meanWords(type)}
        most={type === 'boolean' ? 1 : undefined}
        lines={sides(now, before).map(({ side, tone }) => ({
          name: `v${side.version}`,
          tone,
          values: valuesAt(times, side.scores?.series.filter((one) => one.name === name && one.type === type) ?? [], ({ mean }) => mean, null),
        }))}
      />
    ));
}
