'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { csvOf } from '@/lib/csv';
import { shortTime } from '@/lib/format';
import { saveCsv } from '@/lib/save-file';
import classes from './chart.module.css';
import { type Chart, wordsOf } from './time-chart';

/** The same as a table, to be read here or taken along. */
export function ChartTable({ chart: { title, times, step, lines, words } }: { chart: Chart }) {
  const [isOpen, setOpen] = useState(false);
  const save = () => {
    const rows = times.map((time, index) => [time, ...lines.map(({ values }) => values[index] ?? null)]);
    const days = [times[0], times.at(-1)].map((time) => time?.slice(0, 10)).join('-to-');
    saveCsv(`${title.toLowerCase().replaceAll(/\W+/g, '-')}-${days}.csv`, csvOf([`${step} (UTC)`, ...lines.map(({ name }) => name)], rows));
  };
  return (
    <div className={classes.ways}>
      <Button size="compact-sm" variant="subtle" color="gray" className={classes.way} leftSection={<IconDownload size={13} aria-hidden />} aria-label={`Export ${title} as CSV`} onClick={save}>
        CSV
      </Button>
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary aria-label={`${title} as a table`}>Table</summary>
        {isOpen && (
          <div className={classes.table} tabIndex={0} role="region" aria-label={`${title}, the table`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{step === 'hour' ? 'Hour' : 'Day'} (UTC)</th>
                  {lines.map(({ name }) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {times.map((time, index) => (
                  <tr key={time}>
                    <th scope="row">{shortTime(time, step)}</th>
                    {lines.map(({ name, values }) => (
                      <td key={name}>{wordsOf(values[index] ?? null, words)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </details>
    </div>
  );
}
