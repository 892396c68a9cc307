'use client';

import { TimeChart } from '@/components/charts/time-chart';
import { about, cost, count, duration, share } from '@/lib/format';
import { timesOf, type Usage, valuesAt } from '../series';

/** Calls, latency, cost and tokens of all groups together. */
export function UsageCharts({ usage }: { usage: Usage }) {
  const { total, series, step } = usage;
  const times = timesOf(usage);
  const at = (pick: (sums: Usage['series'][number]) => number | null) => valuesAt(times, series, pick, null);
  const counts = (pick: (sums: Usage['series'][number]) => number) => valuesAt(times, series, pick, 0);
  const shared = { times, step };
  const hasPercentiles = total.p50_ms !== null || total.calls === 0;

  return (
    <>
      <TimeChart
        {...shared}
        title="Calls"
        figure={count(total.calls)}
        beside={`${share(total.errors, total.calls)} failed`}
        shape="bars"
        lines={[
          { name: 'failed', tone: 'bad', values: counts((sums) => sums.errors) },
          { name: 'answered', tone: 'bar', values: counts((sums) => sums.calls - sums.errors) },
        ]}
        words={about}
      />
      <TimeChart
        {...shared}
        title="Cost"
        figure={cost(total.cost_usd)}
        beside={total.calls > 0 ? `${cost(total.cost_usd / total.calls)} a call` : undefined}
        shape="bars"
        lines={[{ name: 'US dollars', tone: 'bar', values: counts((sums) => sums.cost_usd) }]}
        words={cost}
      />
      {hasPercentiles ? (
        <TimeChart
          {...shared}
          title="Latency"
          figure={total.p50_ms === null ? '–' : duration(total.p50_ms)}
          beside={total.p95_ms === null ? 'p50' : `p50, ${duration(total.p95_ms)} p95`}
          shape="lines"
          lines={[
            { name: 'p95', tone: 'other', values: at((sums) => sums.p95_ms) },
            { name: 'p50', tone: 'line', values: at((sums) => sums.p50_ms) },
          ]}
          words={duration}
        />
      ) : (
        <TimeChart
          {...shared}
          title="Latency"
          figure={total.latency_ms === null ? '–' : duration(total.latency_ms)}
          beside="on average"
          shape="lines"
          lines={[{ name: 'average', tone: 'line', values: at((sums) => sums.latency_ms) }]}
          words={duration}
        />
      )}
      <TimeChart
        {...shared}
        title="Tokens"
        figure={about(total.total_tokens)}
        beside={total.cached_tokens > 0 ? `${share(total.cached_tokens, total.input_tokens)} of the input cached` : undefined}
        shape="bars"
        lines={[
          { name: 'input', tone: 'bar', values: counts((sums) => sums.input_tokens) },
          { name: 'output', tone: 'soft', values: counts((sums) => sums.output_tokens) },
        ]}
        words={about}
      />
    </>
  );
}
