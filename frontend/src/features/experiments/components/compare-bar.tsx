'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import type { ListedExperiment } from '@/lib/experiments';
import { counted } from '@/lib/format';
import { compareAddress } from '../search-params';
import classes from './compare-bar.module.css';
import { MOST_COMPARED } from './experiments-table';

type Props = { picked: string[]; experiments: ListedExperiment[]; onClear: () => void };

/** What was ticked, and the way to see it side by side: the oldest is what the others are compared with. */
export function CompareBar({ picked, experiments, onClear }: Props) {
  const chosen = experiments.filter(({ id }) => picked.includes(id));
  const differ = new Set(chosen.map(({ dataset_id }) => dataset_id)).size > 1;
  const ids = chosen.toSorted((one, other) => one.created_at.localeCompare(other.created_at)).map(({ id }) => id);
  const why = differ ? 'They are of different datasets.' : picked.length < 2 ? `Tick another one, ${MOST_COMPARED} at most.` : '';
  return (
    <div className={classes.bar} role="status">
      <span>
        {counted(picked.length, 'experiment')} ticked. {why}
      </span>
      <Button size="compact-sm" onClick={onClear}>
        Untick
      </Button>
      {why ? (
        <Button size="compact-sm" variant="filled" disabled>
          Compare
        </Button>
      ) : (
        <Button component={Link} href={compareAddress('/experiments/compare', { ids }) as '/experiments'} prefetch={false} size="compact-sm" variant="filled">
          Compare
        </Button>
      )}
    </div>
  );
}
