'use client';

import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import Link from 'next/link';
import { ScoreValue } from '@/components/evaluations/score-value';
import { Value } from '@/components/evaluations/value';
import { Scores } from '@/components/scores/scores';
import { type Experiment, outputText, type Result } from '@/lib/experiments';
import { cost, count, duration } from '@/lib/format';
import classes from './results.module.css';

type Props = { experiment: Experiment; result: Result; onBefore?: () => void; onNext?: () => void; onClose: () => void };

/** One result whole: what was asked, expected and answered, why each evaluator said what it said, and people's word. */
export function ResultPanel({ experiment, result, onBefore, onNext, onClose }: Props) {
  const { key, trial, input, expected, output, error, error_kind, run_id, trace_id, scores } = result;
  return (
    <section className={classes.panel} aria-label={`Result of ${key}`}>
      <div className={classes.panelHead}>
        <h3>
          {key}
          {experiment.trials > 1 && `, trial ${trial}`}
        </h3>
        <Step label="Result before (k)" icon={IconChevronUp} onClick={onBefore} />
        <Step label="Next result (j)" icon={IconChevronDown} onClick={onNext} />
        <Step label="Close (Esc)" icon={IconX} onClick={onClose} />
      </div>
      <div className={classes.links}>
        {run_id && (
          <Link className="words" href={`/runs/${run_id}` as '/runs'} prefetch={false}>
            Run
          </Link>
        )}
        {trace_id && (
          <Link className="words" href={`/traces/${trace_id}` as '/traces'} prefetch={false}>
            Trace
          </Link>
        )}
        {result.latency_ms !== null && <span>{duration(result.latency_ms)}</span>}
        {result.cost_usd !== null && result.cost_usd > 0 && <span>{cost(result.cost_usd)}</span>}
        {result.output_tokens !== null && <span>{count(result.output_tokens)} tokens</span>}
        {result.attempts > 1 && <span>{count(result.attempts)} tries</span>}
      </div>
      <h4>Input</h4>
      <Value label="Input" value={input} />
      <h4>Expected</h4>
      <Value label="Expected" value={expected} />
      <h4>Output</h4>
      {error && (
        <p className={classes.bad} role="note">
          {error} {error_kind && `(${error_kind})`}
        </p>
      )}
      {(output !== null || !error) && <Value label="Output" value={outputText(output)} />}
      {experiment.evaluators.map(({ position, name }) => {
        const verdict = scores.find(({ evaluator }) => evaluator === position);
        return (
          <div key={position} className={classes.verdict}>
            <ScoreValue name={name} verdict={verdict} />
            {verdict?.error && <p className={classes.bad}>{verdict.error}</p>}
            {verdict?.reason && <p>{verdict.reason}</p>}
          </div>
        );
      })}
      <Scores target={run_id ? { run_id } : { experiment_id: experiment.id, item_id: result.item_id, trial }} />
    </section>
  );
}

function Step({ label, icon: Icon, onClick }: { label: string; icon: typeof IconX; onClick?: () => void }) {
  return (
    <ActionIcon variant="default" size={26} aria-label={label} title={label} disabled={!onClick} onClick={onClick}>
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
}
