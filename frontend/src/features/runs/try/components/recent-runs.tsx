'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { FailureNotice } from '@/components/ui/failure';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import type { Prompt } from '@/lib/bodies';
import { runsQuery } from '../../api/runs';
import { RunsTable } from '../../components/runs-table';
import { runsAddress } from '../../search-params';
import { triedBefore } from '../history';

const MOST = 8;

/** What was tried of it before, newest first. */
export function RecentRuns({ prompt }: { prompt: Prompt | null }) {
  const filter = triedBefore(prompt?.id ?? '');
  const { data, error, refetch } = useInfiniteQuery(runsQuery(filter));
  const runs = data?.pages[0]?.rows.slice(0, MOST);
  return (
    <Section
      title="Tried before"
      actions={
        <Link className="words" prefetch={false} href={runsAddress('/runs', filter) as '/runs'}>
          All of these
        </Link>
      }
    >
      {error && !data ? (
        <Inner>
          <FailureNotice what="The runs" error={error} onRetry={() => refetch()} />
        </Inner>
      ) : !runs ? (
        <RowsSkeleton what="the runs" />
      ) : runs.length === 0 ? (
        <Inner>
          <p>{prompt ? 'Nobody has tried this prompt yet.' : 'Nobody has tried anything yet.'}</p>
        </Inner>
      ) : (
        <RunsTable runs={runs} />
      )}
    </Section>
  );
}
