'use client';

import { NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Value } from '@/components/evaluations/value';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { filterBar } from '@/components/ui/filters';
import { ListEnd } from '@/components/ui/list-end';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import type { Schemas } from '@/lib/api';
import type { Dataset, Item } from '@/lib/datasets';
import { count } from '@/lib/format';
import { changesQuery } from '../api/datasets';
import type { PageState } from '../search-params';
import classes from './dataset-page.module.css';

type Props = { dataset: Dataset; state: PageState; onChange: (part: Partial<PageState>) => void };

/** What is otherwise in one version than in an earlier one, item by item. */
export function ChangesTab({ dataset, state, onChange }: Props) {
  const to = state.version ?? dataset.latest_version;
  const from = Math.min(state.from ?? to - 1, to);
  const query = useInfiniteQuery({ ...changesQuery(dataset.id, Math.max(0, from), to), placeholderData: keepPreviousData, enabled: to > 0 });
  const { data, error, refetch } = query;
  if (dataset.latest_version === 0) return <Empty title="No version yet" />;
  const numbers = Array.from({ length: Math.min(dataset.latest_version, 200) }, (_, index) => String(dataset.latest_version - index));
  const [first] = data?.pages ?? [];
  const changes = data?.pages.flatMap((page) => page.rows);
  return (
    <>
      <div className={filterBar}>
        <NativeSelect
          aria-label="From version"
          data={[...numbers, '0'].map((value) => ({ value, label: value === '0' ? 'From nothing' : `From v${value}` }))}
          value={String(Math.max(0, from))}
          onChange={({ currentTarget }) => onChange({ from: Number(currentTarget.value) })}
        />
        <NativeSelect
          aria-label="To version"
          data={numbers.map((value) => ({ value, label: `to v${value}` }))}
          value={String(to)}
          onChange={({ currentTarget }) => onChange({ version: Number(currentTarget.value) })}
        />
        {first && (
          <span className={classes.summary} aria-live="polite">
            {count(first.added)} added, {count(first.changed)} changed, {count(first.removed)} removed
          </span>
        )}
      </div>
      {error && !data ? (
        <Failure what="The changes" error={error} onRetry={() => refetch()} />
      ) : !changes ? (
        <RowsSkeleton what="the changes" />
      ) : changes.length === 0 ? (
        <Empty title="These hold the same items" />
      ) : (
        <ul className={classes.changes}>
          {changes.map((change) => (
            <Change key={change.key} change={change} />
          ))}
        </ul>
      )}
      <ListEnd what="changes" query={query} />
    </>
  );
}

function Change({ change: { key, change, before, after } }: { change: Schemas['DatasetItemChangeOut'] }) {
  return (
    <li>
      <div className={classes.change}>
        <code>{key}</code> <span data-change={change}>{change}</span>
      </div>
      <div className={classes.pair}>
        {before && <State title={after ? 'Before' : 'It was'} item={before} other={after} />}
        {after && <State title={before ? 'After' : 'It is'} item={after} other={before} />}
      </div>
    </li>
  );
}

const PARTS = ['input', 'expected', 'metadata', 'tags'] as const;

/** Of an item that is in both, only what is otherwise. */
function State({ title, item, other }: { title: string; item: Item; other: Item | null }) {
  const parts = PARTS.filter((part) => (other ? JSON.stringify(item[part]) !== JSON.stringify(other[part]) : item[part] !== null && part !== 'tags'));
  return (
    <div>
      {parts.map((part) => (
        <div key={part}>
          <h4>
            {title}: {part}
          </h4>
          <Value label={`${title}: ${part} of ${item.key}`} value={part === 'tags' ? item.tags.join(', ') : item[part]} />
        </div>
      ))}
    </div>
  );
}
