'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { METHODS } from '@/components/evaluations/measure';
import { reason } from '@/components/ui/failure';
import type { Experiment } from '@/lib/experiments';
import { scalesQuery } from '@/lib/scores';
import { agreementQuery } from '../api/experiments';
import classes from './experiment-page.module.css';

/** How far the evaluator agrees with the people who scored the same runs on one of the project's scales. */
export function AgreementLine({ experiment, evaluator }: { experiment: Experiment; evaluator: string }) {
  const [chosen, setChosen] = useState('');
  const { data: scales = [] } = useQuery(scalesQuery());
  const { data, error } = useQuery(agreementQuery(experiment.id, evaluator, chosen));
  const names = [...new Set([evaluator, ...scales.map(({ name }) => name)])];
  if (names.length === 1 && (!data || data.n === 0)) return null;
  return (
    <div className={classes.agreement}>
      <NativeSelect
        size="xs"
        aria-label={`People's scores that ${evaluator} is held against`}
        data={names.map((name) => ({ value: name === evaluator ? '' : name, label: `Against people's “${name}”` }))}
        value={chosen}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
      />
      <p className={classes.more} aria-live="polite" title={data?.interval ? `95 %, by ${METHODS[data.interval.method] ?? data.interval.method}` : undefined}>
        {error ? reason(error) : (data?.sentence ?? '\u00a0')}
      </p>
    </div>
  );
}
