'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { SlashedName } from '@/components/ui/slashed-name';
import { StateWords } from '@/components/ui/state';
import tabsLook from '@/components/ui/tabs.module.css';
import tags from '@/components/ui/tag.module.css';
import type { Dataset } from '@/lib/datasets';
import { counted } from '@/lib/format';
import { hasStatus } from '@/lib/problem';
import { datasetQuery } from '../api/datasets';
import { pageAddress, pageParams, TABS } from '../search-params';
import { ChangesTab } from './changes-tab';
import { DatasetActions } from './dataset-actions';
import classes from './dataset-page.module.css';
import { ItemsTab } from './items-tab';
import { VersionsTab } from './versions-tab';

const TAB_WORDS = { items: 'Items', versions: 'Versions', changes: 'Changes' };
const MOST_VERSIONS = 200;

/** One dataset: the items of any of its versions, and how it came to be so. */
export function DatasetPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(datasetQuery(id));
  if (data) return <Loaded dataset={data.dataset} />;
  if (hasStatus(error, 404)) return <NoSuchDataset />;
  if (error) return <Failure what="The dataset" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the dataset" />;
}

export function NoSuchDataset() {
  return (
    <Empty title="There is no such dataset">
      <p>It may have been deleted, or it belongs to another project.</p>
      <p>
        <Link className="words" href="/datasets">
          All datasets
        </Link>
      </p>
    </Empty>
  );
}

function Loaded({ dataset }: { dataset: Dataset }) {
  const [state, set] = useQueryStates(pageParams);
  const { latest_version: latest } = dataset;
  const version = state.version !== null && state.version <= latest ? state.version : null;
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/datasets">Datasets</Link>
          </nav>
        }
        title={
          <>
            <h1>
              <SlashedName name={dataset.name} />
            </h1>
            {dataset.archived_at && <StateWords tone="none" words="archived" />}
            <span className={tags.tags}>
              {dataset.tags.map((tag) => (
                <Link key={tag} className={tags.tag} href={`/datasets?tag=${encodeURIComponent(tag)}` as '/datasets'} prefetch={false}>
                  {tag}
                </Link>
              ))}
            </span>
          </>
        }
        below={
          <>
            {counted(dataset.item_count, 'item')} in {latest === 0 ? 'no version yet' : `v${latest}`} · {dataset.created_by} · <RelativeTime at={dataset.created_at} />
            {dataset.description && <> · {dataset.description}</>}
          </>
        }
        actions={<DatasetActions dataset={dataset} version={version} />}
      />
      <div className={classes.bar}>
        <nav className={tabsLook.tabs} aria-label="Views of this dataset">
          {TABS.map((tab) => (
            <Link
              key={tab}
              href={pageAddress(`/datasets/${dataset.id}`, { tab, version: state.version }) as '/datasets'}
              prefetch={false}
              scroll={false}
              aria-current={tab === state.tab ? 'page' : undefined}
            >
              {TAB_WORDS[tab]}
            </Link>
          ))}
        </nav>
        {latest > 1 && state.tab === 'items' && (
          <NativeSelect
            aria-label="Version shown"
            data={versionsFor(latest, version)}
            value={version === null ? '' : String(version)}
            onChange={({ currentTarget }) => set({ version: currentTarget.value ? Number(currentTarget.value) : null, item: '' })}
          />
        )}
      </div>
      {state.tab === 'items' && <ItemsTab dataset={dataset} state={{ ...state, version }} onChange={set} />}
      {state.tab === 'versions' && <VersionsTab dataset={dataset} />}
      {state.tab === 'changes' && <ChangesTab dataset={dataset} state={{ ...state, version }} onChange={set} />}
    </>
  );
}

/** The newest ones, and the one that is shown. */
export function versionsFor(latest: number, shown: number | null) {
  const numbers = Array.from({ length: Math.min(latest, MOST_VERSIONS) }, (_, index) => latest - index);
  const all = shown !== null && !numbers.includes(shown) ? [...numbers, shown] : numbers;
  return [{ value: '', label: `v${latest}, the newest` }, ...all.filter((number) => number !== latest).map((number) => ({ value: String(number), label: `v${number}` }))];
}
