'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { Charts } from '@/components/charts/charts';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import { counted, exactTime } from '@/lib/format';
import { isNarrowed } from '@/lib/is-narrowed';
import { KIND_NAMES } from '@/lib/span-kinds';
import { scoreUsageQuery, usageQuery } from '../api/usage';
import { dashboardParams, type DashboardState } from '../search-params';
import type { Usage } from '../series';
import { tracesLike } from '../traces-like';
import { CategoriesTable } from './categories-table';
import { ChartsSkeleton } from './charts-skeleton';
import { DashboardToolbar } from './dashboard-toolbar';
import { GroupsSection } from './groups-section';
import { ScoreCharts } from './score-charts';
import { UsageCharts } from './usage-charts';

/** What models were asked for, or what else was done: how often, how fast, for how much, and how well. */
export function DashboardPage() {
  const [state, set] = useQueryStates(dashboardParams);
  const { period, since, until, by, ...filter } = state;
  const usage = useQuery(usageQuery({ period, since, until }, filter, 'none'));
  const groups = useQuery(usageQuery({ period, since, until }, filter, by));

  return (
    <>
      <PageHeader
        title={<h1>Dashboard</h1>}
        below={usage.data ? `${KIND_NAMES[state.kind]} ${timeOf(usage.data)}` : '\u00a0'}
        actions={
          <Button component={Link} href={tracesLike(state) as '/traces'} prefetch={false}>
            Traces of these
          </Button>
        }
      />
      <DashboardToolbar state={state} groups={groups.data?.groups ?? []} onFilter={set} />
      {usage.error && !usage.isFetching ? (
        <Failure what="The sums" error={usage.error} onRetry={() => usage.refetch()} />
      ) : !usage.data ? (
        <ChartsSkeleton />
      ) : usage.data.total.calls === 0 ? (
        <NoCalls state={state} onAll={() => set(null)} />
      ) : (
        <>
          <Charts>
            <UsageCharts usage={usage.data} />
          </Charts>
          <GroupsSection state={state} query={groups} onState={set} />
        </>
      )}
      <ScoresSection state={state} />
    </>
  );
}

function timeOf({ since, until, stale_hours }: Usage): string {
  const minutes = (iso: string) => `${exactTime(iso).slice(0, 16)}`;
  const late = stale_hours > 0 ? `; ${counted(stale_hours, 'hour')} of it still being added up` : '';
  return `from ${minutes(since)} to ${minutes(until)} UTC${late}`;
}

function NoCalls({ state, onAll }: { state: DashboardState; onAll: () => void }) {
  const { kind, prompt, version, model, environment, user } = state;
  const isFiltered = kind !== 'generation' || isNarrowed({ prompt, version, model, environment, user });
  return (
    <Empty title={isFiltered ? 'No call matches' : 'No calls in this time'}>
      <p>
        {isFiltered
          ? 'Models, environments and users are compared as a whole.'
          : 'Calls of models are added up here as soon as traces arrive or a prompt is tried. A longer period may have some.'}
      </p>
      <div>
        <Button onClick={onAll}>Show the last 30 days</Button>
      </div>
    </Empty>
  );
}

/** Scores know their prompt's version and nothing else of the filter. */
function ScoresSection({ state: { period, since, until, kind, prompt, version, model, environment, user } }: { state: DashboardState }) {
  const { data, error, isFetching, refetch } = useQuery(scoreUsageQuery({ period, since, until }, { prompt, version }));
  const isWider = kind !== 'generation' || isNarrowed({ model, environment, user });
  if (error && !data && !isFetching) return <Failure what="The scores" error={error} onRetry={() => refetch()} />;
  if (!data || data.names.length === 0) return null;
  return (
    <Section title="Scores" about={isWider ? 'Of all kinds, models, environments and users: scores are not added up by these.' : undefined}>
      <Charts>
        <ScoreCharts usage={data} />
      </Charts>
      <CategoriesTable categories={data.categories} />
    </Section>
  );
}
