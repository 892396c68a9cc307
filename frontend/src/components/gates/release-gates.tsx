import Link from 'next/link';
import type { Schemas } from '@/lib/api';
import { scoreWords } from '@/lib/experiments';
import classes from './gates.module.css';

type Props = { gates: Schemas['ReleaseGateOut'][] | null; isOverridden: boolean };

/** By what a release came through its gates, or that somebody overrode them. */
export function ReleaseGates({ gates, isOverridden }: Props) {
  if (!gates || gates.length === 0) return null;
  return (
    <>
      {gates.map((gate) =>
        isOverridden ? (
          <span key={gate.gate_id} className={classes.release} data-tone="bad">
            Gate overridden: {gate.detail ?? gate.what}
          </span>
        ) : (
          <span key={gate.gate_id} className={classes.release}>
            Gate passed{gate.value !== null && ` with ${scoreWords(gate.value)}`}
            {gate.interval && ` (${gate.interval.map(scoreWords).join(' to ')} at 95 %)`}
            {gate.drop !== null && gate.drop > 0 && `, at most ${scoreWords(gate.drop)} worse`}
            {gate.experiment_id && (
              <>
                {' '}
                by{' '}
                <Link href={`/experiments/${gate.experiment_id}` as '/experiments'} prefetch={false}>
                  an experiment
                </Link>
              </>
            )}
          </span>
        ),
      )}
    </>
  );
}
