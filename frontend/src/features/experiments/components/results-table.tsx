'use client';

import { useEffect, useRef } from 'react';
import { ScoreValue } from '@/components/evaluations/score-value';
import { Exchange } from '@/components/ui/exchange';
import table from '@/components/ui/figures-table.module.css';
import { type Experiment, inLine, isOpen, outputText, type Result } from '@/lib/experiments';
import { duration } from '@/lib/format';
import { placeOf } from './results';
import classes from './results.module.css';

const LONGEST = 300;

type Props = { experiment: Experiment; results: Result[]; chosen: string; stale?: boolean; onShow: (place: string) => void };

export function ResultsTable({ experiment, results, chosen, stale, onShow }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    body.current?.querySelector('[data-marked]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <table className={`${table.table} ${classes.results}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">Asked → answered</th>
          <th scope="col">Scores</th>
          <th scope="col" className={table.figure}>
            Took
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {results.map((result) => (
          <Row key={placeOf(result)} experiment={experiment} result={result} marked={placeOf(result) === chosen} onShow={() => onShow(placeOf(result))} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { experiment: Experiment; result: Result; marked: boolean; onShow: () => void };

function Row({ experiment, result, marked, onShow }: RowProps) {
  const { key, trial, status, input, output, error, latency_ms, item_deleted } = result;
  const isOver = status === 'succeeded' || status === 'failed';
  return (
    <tr data-marked={marked || undefined} onClick={onShow}>
      <th scope="row">
        <button type="button" className={classes.key} aria-pressed={marked}>
          {key}
        </button>
        {experiment.trials > 1 && <span className={classes.trial}>trial {trial}</span>}
        {item_deleted && <span className={classes.trial}>deleted</span>}
      </th>
      <Exchange asked={inLine(input).slice(0, LONGEST)} answered={outputText(output).slice(0, LONGEST) || null} error={error?.slice(0, LONGEST)} />
      <td>
        <div className={classes.scores}>
          {isOver
            ? experiment.evaluators.map(({ position, name }) => (
                <ScoreValue
                  key={position}
                  name={name}
                  named={experiment.evaluators.length > 1}
                  verdict={result.scores.find(({ evaluator }) => evaluator === position)}
                />
              ))
            : isOpen(experiment)
              ? status
              : 'not run'}
        </div>
      </td>
      <td className={table.figure}>{latency_ms !== null && duration(latency_ms)}</td>
    </tr>
  );
}
