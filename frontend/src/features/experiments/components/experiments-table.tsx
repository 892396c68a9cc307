'use client';

import { Checkbox } from '@mantine/core';
import Link from 'next/link';
import { Measure } from '@/components/evaluations/measure';
import table from '@/components/ui/figures-table.module.css';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateWords } from '@/components/ui/state';
import { isOpen, type ListedExperiment, scoreWords, STATES, subjectOf, summariesOf } from '@/lib/experiments';
import { cost, count } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import type { ListFilter } from '../search-params';
import classes from './experiments-table.module.css';

export const MOST_COMPARED = 5;

type Props = {
  experiments: ListedExperiment[];
  picked: string[];
  stale?: boolean;
  onPick: (picked: string[]) => void;
  onFilter: (part: Partial<ListFilter>) => void;
};

export function ExperimentsTable({ experiments, picked, stale, onPick, onFilter }: Props) {
  const [marked, body] = useMarkedRow(experiments.length);
  return (
    <table className={`${table.table} ${classes.experiments}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Compare</span>
          </th>
          <th scope="col">Experiment</th>
          <th scope="col">State</th>
          <th scope="col">Scores</th>
          <th scope="col">Dataset</th>
          <th scope="col" className={table.figure}>
            Results
          </th>
          <th scope="col" className={table.figure}>
            Cost
          </th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {experiments.map((experiment, index) => (
          <tr key={experiment.id} data-marked={index === marked || undefined}>
            <td className={classes.pick}>
              <Checkbox
                size="xs"
                aria-label={`Compare ${experiment.name}`}
                checked={picked.includes(experiment.id)}
                disabled={!picked.includes(experiment.id) && picked.length >= MOST_COMPARED}
                onChange={({ currentTarget }) =>
                  onPick(currentTarget.checked ? [...picked, experiment.id] : picked.filter((id) => id !== experiment.id))
                }
              />
            </td>
            <Cells experiment={experiment} onFilter={onFilter} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ experiment, onFilter }: { experiment: ListedExperiment; onFilter: Props['onFilter'] }) {
  const { id, name, status, done_count, result_count, failed_count, group_id } = experiment;
  return (
    <>
      <th scope="row" className={table.name}>
        <Link href={`/experiments/${id}` as '/experiments'} prefetch={false} title={name}>
          <span>{name}</span>
        </Link>
        <div className={classes.subject}>
          {subjectOf(experiment)}
          {experiment.prompt_deleted && <span className={classes.deleted}> deleted</span>}
          {experiment.source === 'recorded' && ' · handed in'}
          {group_id && (
            <>
              {' · '}
              <button type="button" className="words" onClick={() => onFilter({ group: group_id })}>
                its group
              </button>
            </>
          )}
        </div>
      </th>
      <td className={table.state}>
        <StateWords {...STATES[status]} />
      </td>
      <td className={classes.scores}>
        <Scores experiment={experiment} />
      </td>
      <td className={classes.dataset}>
        {experiment.dataset_name} <span className={classes.version}>v{experiment.dataset_version}</span>
      </td>
      <td className={table.figure} data-name="results">
        {isOpen(experiment) ? `${count(done_count)} / ${count(result_count)}` : count(result_count)}
        {failed_count > 0 && <span className={classes.failed}> {count(failed_count)} failed</span>}
      </td>
      <td className={table.figure}>{experiment.cost_usd > 0 && cost(experiment.cost_usd)}</td>
      <td className={table.when} title={`by ${experiment.created_by}`}>
        <RelativeTime at={experiment.created_at} />
      </td>
    </>
  );
}

const MOST_SHOWN = 3;

function Scores({ experiment }: { experiment: ListedExperiment }) {
  const summaries = summariesOf(experiment).filter(({ mean }) => mean !== null);
  const more = summaries.length - MOST_SHOWN;
  if (summaries.length === 0) return <span className={classes.version}>{experiment.evaluators.map(({ name }) => name).join(', ')}</span>;
  return (
    <ul>
      {summaries.slice(0, MOST_SHOWN).map(({ position, name, mean, interval, scale }) => (
        <li key={position}>
          <span className={classes.evaluator} title={name}>
            {name}
          </span>
          <span className={classes.bar}>
            <Measure value={mean} interval={interval} scale={scale} />
          </span>
          <strong>{scoreWords(mean ?? 0)}</strong>
        </li>
      ))}
      {more > 0 && <li className={classes.version}>and {more} more</li>}
    </ul>
  );
}
