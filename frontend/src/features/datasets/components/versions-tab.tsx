'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { ListEnd } from '@/components/ui/list-end';
import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import type { Dataset } from '@/lib/datasets';
import { count, counted } from '@/lib/format';
import { versionsQuery } from '../api/datasets';
import { pageAddress } from '../search-params';

/** What each version brought, newest first. */
export function VersionsTab({ dataset }: { dataset: Dataset }) {
  const query = useInfiniteQuery(versionsQuery(dataset.id));
  const { data, error, refetch } = query;
  const versions = data?.pages.flatMap((page) => page.rows);
  if (error && !data) return <Failure what="The versions" error={error} onRetry={() => refetch()} />;
  if (!versions) return <RowsSkeleton what="the versions" />;
  if (versions.length === 0) return <Empty title="No version yet" />;
  return (
    <>
      <table className={rows.rows}>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Items</th>
            <th scope="col">What changed</th>
            <th scope="col">Why</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, item_count, added, changed, removed, message, created_by, created_at }) => (
            <tr key={version}>
              <th scope="row">
                <Link href={pageAddress(`/datasets/${dataset.id}`, { version }) as '/datasets'} prefetch={false}>
                  v{version}
                </Link>
              </th>
              <td>{counted(item_count, 'item')}</td>
              <td>
                <Link className="words" href={pageAddress(`/datasets/${dataset.id}`, { tab: 'changes', version }) as '/datasets'} prefetch={false}>
                  {[added > 0 && `${count(added)} added`, changed > 0 && `${count(changed)} changed`, removed > 0 && `${count(removed)} removed`].filter(Boolean).join(', ') || 'nothing'}
                </Link>
              </td>
              <td className={rows.wide}>{message}</td>
              <td>
                {created_by}, <RelativeTime at={created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ListEnd what="versions" query={query} />
    </>
  );
}
