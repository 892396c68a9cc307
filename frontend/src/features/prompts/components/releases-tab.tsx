'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ReleaseGates } from '@/components/gates/release-gates';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Older } from '@/components/ui/older';
import { RelativeTime } from '@/components/ui/relative-time';
import { Bar } from '@/components/ui/skeleton';
import type { Prompt } from '@/lib/bodies';
import { releasesQuery } from '../api/list-releases';
import type { Release } from '../api/types';
import type { DetailState } from '../use-detail-state';
import classes from './releases-tab.module.css';

type Props = { prompt: Prompt; hrefOf: DetailState['hrefOf'] };

/** Which version was served from when on, who decided so, and why. */
export function ReleasesTab({ prompt, hrefOf }: Props) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } =
    useInfiniteQuery(releasesQuery(prompt.id));
  if (error && !data) return <Failure what="The releases" error={error} onRetry={() => refetch()} />;
  if (!data) return <Bar width="long" />;
  const releases = data.pages.flatMap((page) => page.rows);
  if (releases.length === 0) {
    return (
      <Empty title="Nothing was released yet">
        <p>Until a version is activated, a fetch of this prompt answers 404.</p>
      </Empty>
    );
  }
  const undone = new Set(releases.map((release) => release.release_id));

  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Release</th>
            <th scope="col">Why</th>
            <th scope="col">Who</th>
            <th scope="col">When</th>
            <th scope="col">
              <span className="unseen">What changed</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {releases.map((release) => (
            <Row key={release.id} release={release} undone={undone.has(release.id)} hrefOf={hrefOf} />
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <Older
          what="releases"
          error={isFetchNextPageError ? error : null}
          isLoading={isFetchingNextPage}
          onLoad={() => fetchNextPage()}
        />
      )}
    </>
  );
}

type RowProps = { release: Release; undone: boolean; hrefOf: DetailState['hrefOf'] };

function Row({ release, undone, hrefOf }: RowProps) {
  const { from_version: from, to_version: to } = release;
  const note = release.imported_at ? 'imported' : release.release_id ? 'rollback' : undone ? 'undone' : null;
  return (
    <tr>
      <th scope="row" className={classes.move}>
        {from === null ? 'none' : `v${from}`} → <strong>{to === null ? 'none' : `v${to}`}</strong>
        {note && <span className={classes.note}>{note}</span>}
      </th>
      <td className={classes.why}>
        {release.reason ?? ''}
        <ReleaseGates gates={release.gates} isOverridden={release.gates_overridden} />
      </td>
      <td>{release.actor}</td>
      <td>
        <RelativeTime at={release.created_at} />
      </td>
      <td>
        {from !== null && to !== null && (
          <Link
            className={classes.changes}
            href={hrefOf({ tab: 'changes', from, v: to }) as '/prompts'}
            prefetch={false}
            aria-label={`Changes from v${from} to v${to}`}
          >
            Changes
          </Link>
        )}
      </td>
    </tr>
  );
}
