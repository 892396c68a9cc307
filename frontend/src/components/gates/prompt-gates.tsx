'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Bar } from '@/components/ui/skeleton';
import { StateWords } from '@/components/ui/state';
import { compareAddressOf } from '@/lib/addresses';
import { scoreWords } from '@/lib/experiments';
import { type Finding, findingsQuery, ruleOf } from '@/lib/gates';
import { useMay } from '@/lib/me';
import classes from './gates.module.css';

type Props = { promptId: string; promptName: string; version: number; isActive: boolean };

/** What stands between a version and production: what it has shown, what is missing, and the way to show it. */
export function PromptGates({ promptId, promptName, version, isActive }: Props) {
  const may = useMay();
  const { data, error, refetch } = useQuery(findingsQuery(promptId, version));
  if (error && !data) return <Failure what="The gates" error={error} onRetry={() => refetch()} />;
  if (!data) return <Bar width="long" />;
  if (data.length === 0) {
    return (
      <Empty title="No gate stands before it">
        <p>A gate lets a version take production only after an experiment has shown that it is good enough.</p>
        <p>
          <Link className="words" href={'/settings/gates' as '/settings/project'} prefetch={false}>
            {may('admin') ? 'Put a gate before this prompt' : 'Gates of the project'}
          </Link>
        </p>
      </Empty>
    );
  }
  return (
    <>
      <p className={classes.rule}>
        {isActive
          ? `v${version} is active. This is what the gates would say of it now.`
          : data.every(({ passes }) => passes)
            ? `v${version} may take production.`
            : `v${version} may not take production yet.`}
      </p>
      <ul className={classes.findings}>
        {data.map((finding) => (
          <One key={finding.gate.id} finding={finding} promptName={promptName} version={version} mayWrite={may('write')} />
        ))}
      </ul>
    </>
  );
}

type OneProps = { finding: Finding; promptName: string; version: number; mayWrite: boolean };

function One({ finding, promptName, version, mayWrite }: OneProps) {
  const { gate, passes, value, drop, detail, experiment_id, baseline_experiment_id, what } = finding;
  const start = `/experiments/new?${new URLSearchParams({ prompt: promptName, version: String(version), dataset: gate.dataset_name })}`;
  return (
    <li>
      <div className={classes.head}>
        <StateWords tone={passes ? 'ok' : what === 'running' ? 'busy' : 'bad'} words={passes ? 'met' : what === 'running' ? 'being shown' : 'not met'} />
        {value !== null && (
          <span>
            reached <strong>{scoreWords(value)}</strong>
            {drop !== null && drop > 0 && `, at most ${scoreWords(drop)} worse than the active version`}
          </span>
        )}
      </div>
      <p className={classes.rule}>It asks for a version that {ruleOf(gate)}.</p>
      {detail && <p>{detail}</p>}
      <div className={classes.ways}>
        {experiment_id && (
          <Link className="words" href={`/experiments/${experiment_id}` as '/experiments'} prefetch={false}>
            The experiment
          </Link>
        )}
        {experiment_id && baseline_experiment_id && (
          <Link className="words" href={compareAddressOf([baseline_experiment_id, experiment_id]) as '/experiments'} prefetch={false}>
            Beside that of the active version
          </Link>
        )}
        {mayWrite && !passes && what === 'experiment' && (
          <Link className="words" href={start as '/experiments'} prefetch={false}>
            Run the experiment
          </Link>
        )}
      </div>
    </li>
  );
}
