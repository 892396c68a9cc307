'use client';

import { SegmentedControl } from '@mantine/core';
import { DayFilter } from '@/components/ui/filters';
import { type PeriodName, PERIODS } from '@/lib/periods';
import type { Period } from '../search-params';

const CHOICES = Object.entries(PERIODS).map(([value, label]) => ({ value, label }));

type Props = { period: Period; onChange: (part: Partial<Period>) => void };

/** So far back from now; none of these while days are named. */
export function PeriodChoice({ period: { period, since, until }, onChange }: Props) {
  return (
    <SegmentedControl
      aria-label="Period"
      data={CHOICES}
      value={since || until ? '' : period}
      onChange={(name) => onChange({ period: name as PeriodName, since: '', until: '' })}
    />
  );
}

/** From one day to another. */
export function PeriodDays({ period: { since, until }, onChange }: Props) {
  return (
    <>
      <DayFilter label="From" value={since} onChange={(day) => onChange({ since: day })} />
      <DayFilter label="To" value={until} onChange={(day) => onChange({ until: day })} />
    </>
  );
}
