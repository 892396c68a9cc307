'use client';

import { SegmentedControl } from '@mantine/core';
import { ChoiceFilter, filterBar } from '@/components/ui/filters';
import { counted } from '@/lib/format';
import type { SideBySide } from '../api/compare';
import type { Comparing, Filter } from '../search-params';
import classes from './compare.module.css';

const WORDS: Record<Filter, string> = { all: 'All', regressed: 'Regressed', improved: 'Improved', disagree: 'Disagree', failed: 'Failed' };
const ERROR_WORDS = { worst: 'Errors count', exclude: 'No errors' };

type Props = { sides: SideBySide; comparing: Comparing; onChange: (part: Partial<Comparing>) => void };

/** Which items are shown, and by whom they are judged; all of it in the URL. */
export function CompareToolbar({ sides, comparing, onChange }: Props) {
  const byScore = sides.evaluators.length > 0;
  return (
    <div className={filterBar} role="search" aria-label="Items">
      <SegmentedControl
        aria-label="Which items"
        className={classes.filters}
        data={Object.entries(WORDS).map(([value, label]) => ({ value, label, disabled: !byScore && value !== 'all' && value !== 'failed' }))}
        value={comparing.filter}
        onChange={(filter) => onChange({ filter: filter as Filter })}
      />
      {byScore && (
        <ChoiceFilter
          label="Evaluator"
          value={sides.evaluator ?? ''}
          choices={Object.fromEntries(sides.evaluators.map((name) => [name, name]))}
          onChange={(evaluator) => onChange({ evaluator })}
        />
      )}
      {byScore && <ChoiceFilter label="Errors" value={comparing.errors} choices={ERROR_WORDS} onChange={(errors) => onChange({ errors: errors || 'worst' })} />}
      <span className={classes.muted} aria-live="polite">
        {counted(sides.total, 'item')}
      </span>
    </div>
  );
}
