'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import type { Prompt } from '@/lib/bodies';
import { promptQuery } from '@/lib/prompts';
import { usageQuery } from '../api/usage';
import { type Period, promptUsageParams } from '../search-params';
import type { Usage } from '../series';
import { tracesLike } from '../traces-like';
import { ChartsSkeleton } from './charts-skeleton';
import { GroupsTable } from './groups-table';
import { PeriodChoice, PeriodDays } from './period-choice';
import classes from './prompt-usage.module.css';
import { VersionsCompared } from './versions-compared';

/** How the versions of a prompt did, and two of them side by side. */
export function PromptUsage({ id }: { id: string }) {
  const { data } = useQuery(promptQuery(id));
  return data ? <Loaded prompt={data.prompt} /> : null;
}

function Loaded({ prompt }: { prompt: Prompt }) {
  const [{ v, from, ...period }, set] = useQueryStates(promptUsageParams);
  const latest = prompt.latest_version.version;
  const shown = v ?? prompt.active_version ?? latest;
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery(usageQuery(period, { prompt: prompt.id }, 'version'));
  const called = data ? versionsIn(data) : [];
  const base = from ?? (shown > 1 ? shown - 1 : (called.find((one) => one !== shown) ?? null));

  return (
    <div className={classes.usage}>
      <div className={classes.bar}>
        <PeriodChoice period={period} onChange={set} />
        <PeriodDays period={period} onChange={set} />
      </div>
      <Ways prompt={prompt} shown={shown} period={period} />
      {error && !isFetching ? (
        <Failure what="The usage" error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <ChartsSkeleton />
      ) : data.total.calls === 0 ? (
        <NoCalls name={prompt.name} />
      ) : (
        <>
          <div className={classes.table}>
            <GroupsTable usage={data} stale={isPlaceholderData} ofOnePrompt onNarrow={({ version }) => set({ v: version ?? null, from: null })} />
          </div>
          <h2 className={classes.head}>
            v{shown} compared with
            <NativeSelect
              aria-label="Compared with"
              data={[{ value: '', label: 'nothing' }, ...offered(called, shown, base).map((one) => ({ value: String(one), label: `v${one}` }))]}
              value={base === null || base === shown ? '' : String(base)}
              onChange={({ currentTarget }) => set({ from: currentTarget.value === '' ? shown : Number(currentTarget.value) })}
            />
          </h2>
          <VersionsCompared prompt={prompt.id} period={period} shown={shown} base={base === shown ? null : base} />
        </>
      )}
    </div>
  );
}

/** Those that were called, the one with most calls first. */
const versionsIn = ({ groups }: Usage): number[] => groups.map(({ key }) => key.prompt_version).filter((one) => one !== null);

/** What a version can be compared with, the newest first. */
const offered = (called: number[], shown: number, base: number | null): number[] =>
  [...new Set([...called, ...(base === null ? [] : [base])])].filter((one) => one !== shown).sort((one, other) => other - one);

function Ways({ prompt: { id }, shown, period }: { prompt: Prompt; shown: number; period: Period }) {
  return (
    <p className={classes.ways}>
      <Link className="words" href={tracesLike({ prompt: id, version: shown, since: period.since, until: period.until }) as '/traces'} prefetch={false}>
        Traces of v{shown}
      </Link>
      <Link className="words" href={`/runs?prompt=${id}&version=${shown}` as '/runs'} prefetch={false}>
        Runs of v{shown}
      </Link>
      <Link className="words" href={`/dashboard?prompt=${id}` as '/dashboard'} prefetch={false}>
        This prompt on the dashboard
      </Link>
    </p>
  );
}

function NoCalls({ name }: { name: string }) {
  return (
    <Empty title="No calls in this time">
      <p>
        Try the prompt, or report what your application did: a span with the attributes <code>promptside.prompt.name</code> (here{' '}
        <code>{name}</code>) and <code>promptside.prompt.version</code> counts for its version.
      </p>
    </Empty>
  );
}
