'use client';

import { SegmentedControl } from '@mantine/core';
import type { Comparison } from '../diff/rows';
import type { View } from '../search-params';
import { ComparisonView } from './comparison-view';
import classes from './draft-page.module.css';

type Props = { comparison: Comparison; base: number; view: View; onView: (view: View) => void };

/** What a draft changes, while it is written. */
export function DraftChanges({ comparison, base, view, onView }: Props) {
  return (
    <section className={classes.changes} aria-label="Changes">
      <div className={classes.bar}>
        <h2>Changes against v{base}</h2>
        <span className={classes.grow} />
        <SegmentedControl
          className={classes.view}
          aria-label="How to show the changes"
          value={view}
          onChange={(value) => onView(value as View)}
          data={[
            { value: 'split', label: 'Side by side' },
            { value: 'unified', label: 'Unified' },
          ]}
        />
      </div>
      <ComparisonView comparison={comparison} view={view} />
    </section>
  );
}
