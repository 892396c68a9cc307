'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { Histogram } from '@/components/evaluations/histogram';
import { intervalWords, Measure } from '@/components/evaluations/measure';
import { StateWords } from '@/components/ui/state';
import { scoreWords, STATES, subjectOf, summariesOf } from '@/lib/experiments';
import { experimentQuery } from '../api/experiments';
import type { SideBySide } from '../api/compare';
import classes from './compare.module.css';
import { letterOf, withFirst } from './order';

type Props = { sides: SideBySide; onOrder: (ids: string[]) => void; onEvaluator: (name: string) => void };

/** The experiments with what they reach, the one to compare with first. */
export function Columns({ sides: { experiments, evaluators, evaluator }, onOrder, onEvaluator }: Props) {
  const ids = experiments.map(({ id }) => id);
  const whole = useQueries({ queries: ids.map((id) => experimentQuery(id)) });
  return (
    <ul className={classes.columns} style={{ '--columns': experiments.length } as React.CSSProperties} aria-label="Experiments">
      {experiments.map((experiment, index) => {
        const data = whole[index]?.data;
        const summaries = data ? summariesOf(data).filter(({ name }) => evaluators.includes(name)) : [];
        const summary = summaries.find(({ name }) => name === evaluator);
        return (
          <li key={experiment.id}>
            <div className={classes.head}>
              <span className={classes.letter} aria-hidden>
                {letterOf(index)}
              </span>
              <Link href={`/experiments/${experiment.id}` as '/experiments'} prefetch={false} title={experiment.name}>
                {experiment.name}
              </Link>
              {experiments.length > 2 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={22}
                  aria-label={`Leave out ${letterOf(index)}`}
                  onClick={() => onOrder(ids.filter((id) => id !== experiment.id))}
                >
                  <IconX size={13} aria-hidden />
                </ActionIcon>
              )}
            </div>
            <p className={classes.muted}>
              {subjectOf(experiment)}
              {experiment.connection && ` · ${experiment.connection}`}
              {experiment.model && ` · ${experiment.model}`}
              {experiment.status !== 'finished' && (
                <>
                  {' · '}
                  <StateWords {...STATES[experiment.status]} />
                </>
              )}
            </p>
            {summary && summary.mean !== null && (
              <>
                <p className={classes.mean}>
                  <strong>{scoreWords(summary.mean)}</strong>
                  {summary.interval && <span>{intervalWords(summary.interval)} at 95 %</span>}
                </p>
                <Measure value={summary.mean} interval={summary.interval} scale={summary.scale} />
                {summary.histogram && <Histogram title={`${letterOf(index)}, ${summary.name}`} histogram={summary.histogram} />}
              </>
            )}
            {summaries.length > 1 && (
              <ul className={classes.means} aria-label={`Scores of ${letterOf(index)}`}>
                {summaries.map(({ name, mean, interval, scale }) => (
                  <li key={name}>
                    <button type="button" className="words" aria-pressed={name === evaluator} onClick={() => onEvaluator(name)}>
                      {name}
                    </button>
                    <Measure value={mean} interval={interval} scale={scale} />
                    <span>{mean === null ? '–' : scoreWords(mean)}</span>
                  </li>
                ))}
              </ul>
            )}
            {index === 0 ? (
              <p className={classes.muted}>The others are held against this one.</p>
            ) : (
              <Button size="compact-sm" onClick={() => onOrder(withFirst(ids, experiment.id))}>
                Compare with this one
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
