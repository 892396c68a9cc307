'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useEffect, useMemo, useRef } from 'react';
import { ScoreValue } from '@/components/evaluations/score-value';
import { Value } from '@/components/evaluations/value';
import { Scores } from '@/components/scores/scores';
import { valueWords } from '@/components/scores/own-score';
import { outputText } from '@/lib/experiments';
import { cost, duration } from '@/lib/format';
import type { ComparedItem, SideBySide, Trial } from '../api/compare';
import { type Change, changeOf } from './changes';
import classes from './compare.module.css';
import { letterOf } from './order';
import { piecesOf } from './pieces';

type Props = { sides: SideBySide; item: ComparedItem; marked: boolean; judging: boolean; onMark: () => void; onJudge: () => void };

const CHANGES: Record<'better' | 'worse', string> = { better: 'improved', worse: 'regressed' };

/** One item: what was asked and expected, and what each experiment made of it. */
export function ItemBlock({ sides, item, marked, judging, onMark, onJudge }: Props) {
  const block = useRef<HTMLElement>(null);
  useEffect(() => {
    if (marked) block.current?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  const [compared] = sides.compared;
  const measure = { direction: compared?.direction ?? 'higher', worst: compared?.errors_count_as ?? null } as const;
  const first = item.trials[0]?.[0];
  return (
    <article ref={block} className={classes.item} data-marked={marked || undefined} aria-label={`Item ${item.key}`}>
      <header className={classes.itemHead}>
        <h2>
          <button type="button" aria-pressed={marked} onClick={onMark}>
            {item.key}
          </button>
        </h2>
        <Button size="compact-sm" aria-expanded={judging} onClick={onJudge}>
          {judging ? 'Hide people’s scores' : 'People’s scores'}
        </Button>
      </header>
      <div className={classes.asked}>
        <div>
          <h3>Input</h3>
          <Value label={`Input of ${item.key}`} value={item.input} />
        </div>
        <div>
          <h3>Expected</h3>
          <Value label={`Expected of ${item.key}`} value={item.expected} />
        </div>
      </div>
      <div className={classes.sides} style={{ '--columns': sides.experiments.length } as React.CSSProperties}>
        {item.trials.map((trials, column) => (
          <Side
            key={sides.experiments[column]?.id}
            experimentId={sides.experiments[column]?.id ?? ''}
            letter={letterOf(column)}
            trials={trials}
            evaluators={sides.evaluators}
            before={column === 0 ? null : first}
            change={sides.evaluator ? changeOf(item, column, sides.evaluator, measure) : null}
            judging={judging}
            item={item}
          />
        ))}
      </div>
    </article>
  );
}

type SideProps = {
  experimentId: string;
  letter: string;
  trials: Trial[];
  evaluators: string[];
  before: Trial | null | undefined;
  change: Change;
  judging: boolean;
  item: ComparedItem;
};

function Side({ experimentId, letter, trials, evaluators, before, change, judging, item }: SideProps) {
  return (
    <div className={classes.side} data-change={change ?? undefined}>
      <h3>
        <span className={classes.letter}>{letter}</span>
        {(change === 'better' || change === 'worse') && <span className={classes.change}>{CHANGES[change]}</span>}
      </h3>
      {trials.length === 0 && <p className={classes.muted}>It has not got this item.</p>}
      {trials.map((trial) => (
        <div key={trial.trial} className={classes.trial}>
          {trials.length > 1 && <p className={classes.muted}>Trial {trial.trial}</p>}
          <Output label={`Output of ${letter} for ${item.key}`} trial={trial} before={before} />
          <p className={classes.scores}>
            {evaluators.map((name) => (
              <ScoreValue key={name} name={name} named={evaluators.length > 1} verdict={trial.scores[name]} />
            ))}
            {trial.human_scores.map((score) => (
              <span key={score.id} className={classes.human} title={score.comment ?? undefined}>
                {score.created_by}: {score.name} {valueWords(score)}
              </span>
            ))}
          </p>
          {evaluators.map((name) => {
            const verdict = trial.scores[name];
            const said = verdict?.error ?? verdict?.reason;
            return said ? (
              <p key={name} className={verdict?.error ? classes.bad : classes.why}>
                {evaluators.length > 1 && `${name}: `}
                {said}
              </p>
            ) : null;
          })}
          <p className={classes.muted}>
            {[trial.latency_ms !== null && duration(trial.latency_ms), trial.cost_usd ? cost(trial.cost_usd) : null].filter(Boolean).join(' · ')}{' '}
            {trial.run_id && (
              <Link className="words" href={`/runs/${trial.run_id}` as '/runs'} prefetch={false}>
                Run
              </Link>
            )}
          </p>
          {judging && (
            <Scores target={trial.run_id ? { run_id: trial.run_id } : { experiment_id: experimentId, item_id: item.item_id, trial: trial.trial }} />
          )}
        </div>
      ))}
    </div>
  );
}

/** What came out, with the words marked that the first one has not. */
function Output({ label, trial, before }: { label: string; trial: Trial; before: Trial | null | undefined }) {
  const text = outputText(trial.output);
  const other = before ? outputText(before.output) : '';
  const pieces = useMemo(() => piecesOf(other, text), [other, text]);
  if (trial.error) {
    return (
      <p className={classes.bad}>
        {trial.error} {trial.error_kind && `(${trial.error_kind})`}
      </p>
    );
  }
  if (!pieces) return <Value label={label} value={text} />;
  return (
    <div className={classes.output} tabIndex={0} role="region" aria-label={label}>
      {pieces.map(({ text, change }, index) =>
        change === 'added' ? <ins key={index}>{text}</ins> : change === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>,
      )}
    </div>
  );
}
