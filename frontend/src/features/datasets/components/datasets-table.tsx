'use client';

import Link from 'next/link';
import table from '@/components/ui/figures-table.module.css';
import { RelativeTime } from '@/components/ui/relative-time';
import { SlashedName } from '@/components/ui/slashed-name';
import tags from '@/components/ui/tag.module.css';
import type { Dataset } from '@/lib/datasets';
import { count } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import classes from './datasets-table.module.css';

type Props = { datasets: Dataset[]; stale?: boolean; onTag: (tag: string) => void };

export function DatasetsTable({ datasets, stale, onTag }: Props) {
  const [marked, body] = useMarkedRow(datasets.length);
  return (
    <table className={`${table.table} ${classes.datasets}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Description</th>
          <th scope="col" className={table.figure}>
            Items
          </th>
          <th scope="col" className={table.figure}>
            Version
          </th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {datasets.map((dataset, index) => (
          <tr key={dataset.id} data-marked={index === marked || undefined}>
            <th scope="row" className={table.name}>
              <Link href={`/datasets/${dataset.id}` as '/datasets'} prefetch={false} aria-label={dataset.name}>
                <SlashedName name={dataset.name} line />
              </Link>
            </th>
            <td className={classes.about}>
              {dataset.tags.length > 0 && (
                <span className={tags.tags}>
                  {dataset.tags.map((tag) => (
                    <button key={tag} type="button" className={tags.tag} onClick={() => onTag(tag)}>
                      {tag}
                    </button>
                  ))}
                </span>
              )}{' '}
              {dataset.description}
            </td>
            <td className={table.figure} data-name="items">
              {count(dataset.item_count)}
            </td>
            <td className={table.figure}>{dataset.latest_version === 0 ? 'empty' : `v${dataset.latest_version}`}</td>
            <td className={table.when} title={`made by ${dataset.created_by}`}>
              <RelativeTime at={dataset.updated_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
