'use client';

import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import table from '@/components/ui/figures-table.module.css';
import { filterBar, FilterChip, searchWidth } from '@/components/ui/filters';
import { ListEnd } from '@/components/ui/list-end';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { SearchField } from '@/components/ui/search-field';
import tags from '@/components/ui/tag.module.css';
import type { Dataset, Item } from '@/lib/datasets';
import { inLine } from '@/lib/experiments';
import { useMay } from '@/lib/me';
import { useKeys } from '@/lib/use-keys';
import { useSteps } from '@/lib/use-steps';
import { itemsQuery } from '../api/datasets';
import type { PageState } from '../search-params';
import classes from './dataset-page.module.css';
import { ItemPanel } from './item-panel';

const LONGEST = 300;

type Props = { dataset: Dataset; state: PageState; onChange: (part: Partial<PageState>) => void };

/** The items of one version in the order in which they came, and the one that is looked at beside them. */
export function ItemsTab({ dataset, state, onChange }: Props) {
  const mayWrite = useMay()('write');
  const field = useRef<HTMLInputElement>(null);
  const query = useInfiniteQuery({ ...itemsQuery(dataset.id, state), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const items = data?.pages.flatMap((page) => page.rows);
  const step = useSteps((items ?? []).map(({ key }) => key), state.item, (item) => onChange({ item }));
  useKeys({
    '/': () => field.current?.select(),
    j: () => step(1),
    k: () => step(-1),
    Escape: () => onChange({ item: '' }),
  });
  if (dataset.latest_version === 0) {
    return (
      <Empty title="No items yet">
        <p>
          {mayWrite
            ? 'Import a file, add an item, or add runs and traces from their lists. Each of these makes a version, and no version ever changes.'
            : 'An editor of the project can add some.'}
        </p>
      </Empty>
    );
  }
  return (
    <>
      <div className={filterBar} role="search" aria-label="Items">
        <SearchField ref={field} className={searchWidth} label="Search keys, inputs and what is expected" q={state.q} onSearch={(q) => onChange({ q, item: '' })} />
        {state.tag && <FilterChip what="Tag" name={state.tag} onRemove={() => onChange({ tag: '' })} />}
      </div>
      {error && !data ? (
        <Failure what="The items" error={error} onRetry={() => refetch()} />
      ) : !items ? (
        <RowsSkeleton what="the items" />
      ) : items.length > 0 ? (
        <div className={classes.columns} data-beside={state.item ? true : undefined}>
          <div className={classes.list}>
            <Table items={items} chosen={state.item} stale={query.isPlaceholderData} onShow={(item) => onChange({ item })} onTag={(tag) => onChange({ tag, item: '' })} />
            <ListEnd what="items" query={query} />
          </div>
          {state.item && <ItemPanel key={state.item} dataset={dataset} itemKey={state.item} version={state.version} onClose={() => onChange({ item: '' })} />}
        </div>
      ) : (
        <Empty title={state.q || state.tag ? 'No item matches' : `Nothing in v${state.version ?? dataset.latest_version}`}>
          {(state.q || state.tag) && (
            <div>
              <Button onClick={() => onChange({ q: '', tag: '' })}>Show all items</Button>
            </div>
          )}
        </Empty>
      )}
    </>
  );
}

type TableProps = { items: Item[]; chosen: string; stale?: boolean; onShow: (key: string) => void; onTag: (tag: string) => void };

function Table({ items, chosen, stale, onShow, onTag }: TableProps) {
  return (
    <table className={`${table.table} ${classes.items}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Input</th>
          <th scope="col">Expected</th>
          <th scope="col">Tags</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} data-marked={item.key === chosen || undefined} onClick={() => onShow(item.key)}>
            <th scope="row" className={table.name}>
              <button type="button" className={classes.key} aria-pressed={item.key === chosen}>
                {item.key}
              </button>
            </th>
            <td className={table.exchange}>{inLine(item.input).slice(0, LONGEST)}</td>
            <td>{item.expected !== null && inLine(item.expected).slice(0, LONGEST)}</td>
            <td>
              <span className={tags.tags}>
                {item.tags.map((tag) => (
                  <button
                    key={tag}
                    type="button"
                    className={tags.tag}
                    onClick={(event) => {
                      event.stopPropagation();
                      onTag(tag);
                    }}
                  >
                    {tag}
                  </button>
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
