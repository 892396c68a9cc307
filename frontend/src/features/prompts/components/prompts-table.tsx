'use client';

import { IconArrowDown } from '@tabler/icons-react';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { SlashedName } from '@/components/ui/slashed-name';
import tags from '@/components/ui/tag.module.css';
import { useMarkedRow } from '@/lib/use-marked-row';
import type { PromptRow } from '../api/types';
import { ActiveState } from './active-state';
import classes from './prompts-table.module.css';

type Props = { rows: PromptRow[]; stale: boolean; onTag: (tag: string) => void };

export function PromptsTable({ rows, stale, onTag }: Props) {
  const [marked, body] = useMarkedRow(rows.length);
  return (
    <div className={classes.wrap} data-stale={stale || undefined}>
      <table className={classes.table}>
        <PromptsHead />
        <tbody ref={body}>
          {rows.map((row, index) => (
            <Row key={row.id} row={row} marked={index === marked} onTag={onTag} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function PromptsHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Active</th>
        <th scope="col">Newest version begins</th>
        <th scope="col">Tags</th>
        <th scope="col">Author</th>
        <th scope="col" aria-sort="descending">
          Created
          <IconArrowDown size={13} aria-hidden />
        </th>
        <th scope="col">Updated</th>
      </tr>
    </thead>
  );
}

function Row({ row, marked, onTag }: { row: PromptRow; marked: boolean; onTag: (tag: string) => void }) {
  const newest = row.latest_version;
  return (
    <tr data-marked={marked || undefined}>
      <th scope="row" className={classes.name}>
        <Link href={`/prompts/${row.id}`} prefetch={false} aria-label={row.name}>
          <SlashedName name={row.name} line />
        </Link>
      </th>
      <td className={classes.active}>
        <ActiveState active={row.active_version} latest={newest.version} />
      </td>
      <td className={classes.snippet} title={row.description ?? undefined}>
        {newest.snippet}
      </td>
      <td className={classes.tags}>
        <span className={tags.tags}>
          {row.tags.map((tag) => (
            <button
              key={tag}
              type="button"
              className={tags.tag}
              title={`Only prompts tagged ${tag}`}
              onClick={() => onTag(tag)}
            >
              {tag}
            </button>
          ))}
        </span>
      </td>
      <td className={classes.author}>{newest.created_by}</td>
      <td className={classes.created}>
        <RelativeTime at={row.created_at} />
      </td>
      <td className={classes.updated}>
        <RelativeTime at={row.updated_at} />
      </td>
    </tr>
  );
}
