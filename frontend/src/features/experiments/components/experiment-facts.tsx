import Link from 'next/link';
import { JsonFold } from '@/components/ui/conversation/json-fold';
import { Facts } from '@/components/ui/facts';
import { type Experiment, totalsOf } from '@/lib/experiments';
import { cost, count, duration, exactTime } from '@/lib/format';
import classes from './experiment-page.module.css';

/** What was tried, where and how, and what it took. */
export function ExperimentFacts({ experiment }: { experiment: Experiment }) {
  const { latency, input_tokens, output_tokens } = totalsOf(experiment);
  const took = experiment.started_at && experiment.ended_at && Date.parse(experiment.ended_at) - Date.parse(experiment.started_at);
  return (
    <>
      <Facts
        facts={[
          ['Prompt', <Subject key="prompt" experiment={experiment} />],
          [
            'Dataset',
            <Link key="dataset" href={`/datasets/${experiment.dataset_id}?version=${experiment.dataset_version}` as '/datasets'} prefetch={false}>
              {experiment.dataset_name} v{experiment.dataset_version}
            </Link>,
          ],
          ['Results', `${count(experiment.result_count)}${experiment.trials > 1 ? `, ${experiment.trials} trials of each item` : ''}`],
          ['Failed', experiment.failed_count > 0 && <span className={classes.deleted}>{count(experiment.failed_count)}</span>],
          ['Connection', experiment.connection],
          ['Model', experiment.model && <code className="mono">{experiment.model}</code>],
          ['Calls at once', experiment.concurrency !== null && count(experiment.concurrency)],
          ['Cost', experiment.cost_usd > 0 && cost(experiment.cost_usd)],
          ['Budget', experiment.budget_usd !== null && cost(experiment.budget_usd)],
          ['Tokens', tokens(input_tokens, output_tokens)],
          ['Latency', latency?.p50 !== null && latency?.p50 !== undefined && `${duration(latency.p50)} median, ${duration(latency.p95 ?? latency.p50)} p95`],
          ['Took', took && duration(took)],
          ['Made', exactTime(experiment.created_at)],
          ['Id', <code key="id" className={classes.id}>{experiment.id}</code>],
        ]}
      />
      {experiment.parameters && Object.keys(experiment.parameters).length > 0 && <JsonFold label="Parameters" value={experiment.parameters} />}
      {experiment.metadata && Object.keys(experiment.metadata).length > 0 && <JsonFold label="Metadata" value={experiment.metadata} />}
      {(experiment.content ?? experiment.messages) && <JsonFold label="Draft" value={experiment.content ?? experiment.messages} open={false} />}
    </>
  );
}

function Subject({ experiment: { prompt_id, prompt_name, prompt_version, prompt_deleted } }: { experiment: Experiment }) {
  if (!prompt_name) return <>a draft</>;
  const words = `${prompt_name}${prompt_version === null ? '' : ` v${prompt_version}`}`;
  if (prompt_deleted || !prompt_id) {
    return (
      <>
        {words} <span className={classes.deleted}>deleted</span>
      </>
    );
  }
  return (
    <Link className="mono" href={`/prompts/${prompt_id}${prompt_version === null ? '' : `?v=${prompt_version}`}` as '/prompts'} prefetch={false}>
      {words}
    </Link>
  );
}

const tokens = (sent = 0, received = 0) => sent + received > 0 && `${count(sent)} in, ${count(received)} out`;
