'use client';

import { SegmentedControl } from '@mantine/core';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import Link from 'next/link';
import { Empty } from '@/components/ui/empty';
import { PageHeader } from '@/components/ui/page-header';
import { useMay } from '@/lib/me';
import classes from './new.module.css';
import { RecordedForm } from './recorded-form';
import { RunForm } from './run-form';

const WAYS = ['run', 'recorded'] as const;

type Props = { prompt: string; version: string; dataset: string };

/** What is tried, over which dataset, and who judges it: by running it here, or with outputs there are already. */
export function NewExperimentPage(begin: Props) {
  const may = useMay();
  const [way, setWay] = useQueryState('way', parseAsStringLiteral(WAYS).withDefault('run'));
  if (!may('write')) {
    return (
      <Empty title="You may read experiments, and not begin one">
        <p>An admin of the project can make you an editor.</p>
        <p>
          <Link className="words" href="/experiments">
            All experiments
          </Link>
        </p>
      </Empty>
    );
  }
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/experiments">Experiments</Link>
          </nav>
        }
        title={<h1>New experiment</h1>}
        below="Every item of a dataset is answered once per trial, and every answer judged."
      />
      <div className={classes.way}>
        <SegmentedControl
          aria-label="Where the outputs come from"
          data={[
            { value: 'run', label: 'Run versions of a prompt' },
            { value: 'recorded', label: 'Outputs I already have' },
          ]}
          value={way}
          onChange={(value) => setWay(value as (typeof WAYS)[number])}
        />
      </div>
      {way === 'run' ? <RunForm {...begin} /> : <RecordedForm {...begin} />}
    </>
  );
}
