'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Dialog } from '@/components/ui/dialog';
import { FailureNotice } from '@/components/ui/failure';
import { RelativeTime } from '@/components/ui/relative-time';
import { Bar } from '@/components/ui/skeleton';
import type { Experiment } from '@/lib/experiments';
import { experimentsQuery } from '../api/experiments';
import classes from './compare-with-dialog.module.css';

type Props = {
  experiment: Pick<Experiment, 'id' | 'dataset_id'>;
  /** Those beside it already. */
  beside?: string[];
  addressOf: (ids: string[]) => string;
  onClose: () => void;
};

/** Others of the same dataset; only these have items in common. */
export function CompareWithDialog({ experiment, beside = [], addressOf, onClose }: Props) {
  const filter = { prompt: '', version: null, dataset: experiment.dataset_id, evaluator: '', status: null, source: null, group: '' };
  const { data, error, refetch } = useInfiniteQuery(experimentsQuery(filter));
  const shown = [experiment.id, ...beside];
  const others = data?.pages.flatMap((page) => page.rows).filter(({ id }) => !shown.includes(id));
  return (
    <Dialog title="Compare with" onClose={onClose}>
      {error && !others && <FailureNotice what="The experiments" error={error} onRetry={() => refetch()} />}
      {!others && !error && <Bar width="long" />}
      {others?.length === 0 && <p>There is no other experiment of this dataset. Run one, or hand in outputs, then compare.</p>}
      {others && others.length > 0 && (
        <ul className={classes.others}>
          {others.map(({ id, name, created_at }) => (
            <li key={id}>
              {/* What is compared with comes first, and is the older one. */}
              <Link href={addressOf(beside.length > 0 ? [...shown, id] : [id, experiment.id]) as '/experiments'} prefetch={false} onClick={onClose}>
                <span>{name}</span> <RelativeTime at={created_at} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
