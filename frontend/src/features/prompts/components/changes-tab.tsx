'use client';

import { NativeSelect, SegmentedControl } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useMemo } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Bar } from '@/components/ui/skeleton';
import type { Prompt } from '@/lib/bodies';
import { diffQuery } from '../api/get-diff';
import type { Comparison } from '../diff/rows';
import { summaryOf } from '../diff/summary';
import type { DetailState } from '../use-detail-state';
import classes from './changes-tab.module.css';
import { ComparisonView } from './comparison-view';
import { SummaryLine } from './summary-line';

/** What differs between any two versions. */
export function ChangesTab({ prompt, state }: { prompt: Prompt; state: DetailState }) {
  const { base, shown, latest } = state;
  const isFirst = shown === 1 && state.from === null;
  const { data, error, refetch } = useQuery({ ...diffQuery(prompt.id, base, shown), enabled: latest > 1 && !isFirst });
  if (latest === 1) {
    return (
      <Empty title="Only one version yet">
        <p>With the next one, what changed will stand here word by word.</p>
      </Empty>
    );
  }
  return (
    <>
      <Choice prompt={prompt} state={state} comparison={data} />
      {isFirst ? (
        <Empty title="Nothing came before v1">
          <p>
            <Link className="words" href={state.hrefOf({ from: 1, v: latest }) as '/prompts'} prefetch={false}>
              What changed from v1 to v{latest}
            </Link>
          </p>
        </Empty>
      ) : data ? (
        <ComparisonView comparison={data} view={state.view} whole={state.all} head={<Heads prompt={prompt} state={state} />} />
      ) : error ? (
        <Failure what="The changes" error={error} onRetry={() => refetch()} />
      ) : (
        <Bar width="long" />
      )}
    </>
  );
}

type ChoiceProps = { prompt: Prompt; state: DetailState; comparison: Comparison | undefined };

function Choice({ prompt, state, comparison }: ChoiceProps) {
  const { base, shown, latest, view, all, set } = state;
  const summary = useMemo(() => comparison && summaryOf(comparison), [comparison]);
  const options = useMemo(() => versionOptions(prompt, latest), [prompt, latest]);
  return (
    <div className={classes.bar}>
      <NativeSelect
        className={classes.select}
        aria-label="From version"
        data={options}
        value={String(base)}
        onChange={({ currentTarget }) => set({ from: Number(currentTarget.value) })}
      />
      <button
        type="button"
        className={classes.swap}
        aria-label="Swap the two versions"
        title="Swap"
        onClick={() => set({ from: shown, v: base })}
      >
        <IconArrowsLeftRight size={16} aria-hidden />
      </button>
      <NativeSelect
        className={classes.select}
        aria-label="To version"
        data={options}
        value={String(shown)}
        onChange={({ currentTarget }) => set({ from: base, v: Number(currentTarget.value) })}
      />
      <span className={classes.summary}>{summary && <SummaryLine summary={summary} />}</span>
      <button type="button" className={`words ${classes.whole}`} onClick={() => set({ all: !all })}>
        {all ? 'Fold unchanged lines' : 'Show whole text'}
      </button>
      <SegmentedControl
        className={classes.view}
        aria-label="How to show the changes"
        value={view}
        onChange={(value) => set({ view: value as typeof view })}
        data={[
          { value: 'split', label: 'Side by side' },
          { value: 'unified', label: 'Unified' },
        ]}
      />
    </div>
  );
}

function Heads({ prompt, state }: { prompt: Prompt; state: DetailState }) {
  return (
    <div className={classes.heads} data-view={state.view}>
      {[state.base, state.shown].map((number, index) => {
        const version = prompt.versions.find((one) => one.version === number);
        return (
          <div key={index}>
            <strong>v{number}</strong>
            {version?.message && ` ${version.message}`}
          </div>
        );
      })}
    </div>
  );
}

function versionOptions(prompt: Prompt, latest: number) {
  return Array.from({ length: latest }, (_, index) => latest - index).map((number) => ({
    value: String(number),
    label: `v${number}${number === prompt.active_version ? ' · active' : ''}${number === latest ? ' · newest' : ''}`,
  }));
}
