import Link from 'next/link';
import { JsonFold } from '@/components/ui/conversation/json-fold';
import { Facts } from '@/components/ui/facts';
import { cost, count, duration, exactTime } from '@/lib/format';
import type { Run } from '../words';
import classes from './run-page.module.css';

/** What a run took, and what it was asked with. */
export function RunFacts({ run }: { run: Run }) {
  const { input_tokens, output_tokens, cached_tokens, reasoning_tokens, total_tokens } = run.usage;
  const objects = { Variables: run.variables, Parameters: run.parameters, Metadata: run.metadata };
  return (
    <>
      <Facts
        facts={[
          ['Prompt', run.prompt_id && <ToPrompt key="prompt" id={run.prompt_id} name={run.prompt_name} version={run.prompt_version} />],
          ['Model', run.model && <code className="mono">{run.model}</code>],
          ['Connection', run.connection],
          ['Took', run.latency_ms !== null && duration(run.latency_ms)],
          ['First token after', run.first_token_ms !== null && duration(run.first_token_ms)],
          ['Cost', run.cost_usd !== null && cost(run.cost_usd)],
          ['Input tokens', tokens(input_tokens, cached_tokens, 'cached')],
          ['Output tokens', tokens(output_tokens, reasoning_tokens, 'reasoning')],
          ['Tokens together', total_tokens !== null && count(total_tokens)],
          ['Ended because', run.finish_reason],
          ['Tries', run.attempts > 1 && count(run.attempts)],
        ]}
      />
      {Object.entries(objects).map(
        ([name, value]) => value && Object.keys(value).length > 0 && <JsonFold key={name} label={name} value={value} />,
      )}
      <Facts
        facts={[
          ['Environment', run.environment !== 'default' && run.environment],
          ['User', run.user_id && <Link href={`/traces?user=${encodeURIComponent(run.user_id)}` as '/traces'} prefetch={false}>{run.user_id}</Link>],
          ['Session', run.session_id && <Link href={`/traces?session=${encodeURIComponent(run.session_id)}` as '/traces'} prefetch={false}>{run.session_id}</Link>],
          ['Asked together with', run.group_id && <Link href={`/runs?group=${run.group_id}` as '/runs'} prefetch={false}>other runs</Link>],
          ['Made', exactTime(run.created_at)],
          ['Began', run.started_at && exactTime(run.started_at)],
          ['Ended', run.ended_at && exactTime(run.ended_at)],
          ['Id', <code key="id" className={classes.id}>{run.id}</code>],
        ]}
      />
    </>
  );
}

function ToPrompt({ id, name, version }: { id: string; name: string | null; version: number | null }) {
  return (
    <Link className="mono" href={`/prompts/${id}${version === null ? '' : `?v=${version}`}` as '/prompts'} prefetch={false}>
      {name} {version !== null && `v${version}`}
    </Link>
  );
}

const tokens = (all: number | null, some: number | null, which: string) =>
  all !== null && (some ? `${count(all)}, ${count(some)} of them ${which}` : count(all));
