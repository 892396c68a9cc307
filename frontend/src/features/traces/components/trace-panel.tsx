'use client';

import Link from 'next/link';
import { Scores } from '@/components/scores/scores';
import { CopyButton } from '@/components/ui/copy-button';
import { Facts } from '@/components/ui/facts';
import tags from '@/components/ui/tag.module.css';
import { cost, count, exactTime } from '@/lib/format';
import { tracesAddress } from '../search-params';
import type { Beginning } from '../tree/beginning';
import { sessionAddress } from '../words';
import classes from './panel.module.css';

/** What is known of all spans together. */
export function TracePanel({ trace }: Pick<Beginning, 'trace'>) {
  const { input, output, input_tokens, output_tokens, total_tokens, user_id, session_id, models } = trace;
  return (
    <div className={classes.panel}>
      <h2>The trace</h2>
      {input && <Said label="In" text={input} />}
      {output && <Said label="Out" text={output} />}
      <Facts
        facts={[
          ['Failed', trace.error_count > 0 && count(trace.error_count)],
          ['Cost', trace.cost_usd !== null && cost(trace.cost_usd)],
          ['Tokens', total_tokens > 0 && `${count(total_tokens)} (${count(input_tokens)} in, ${count(output_tokens)} out)`],
          [models.length === 1 ? 'Model' : 'Models', models.length > 0 && <code className="mono">{models.join(', ')}</code>],
          ['User', user_id && <Link href={tracesAddress('/traces', { user: user_id }) as '/traces'} prefetch={false}>{user_id}</Link>],
          ['Session', session_id && <Link href={sessionAddress(session_id)} prefetch={false}>{session_id}</Link>],
          ['Environment', trace.environment],
          ['Release', trace.release],
          ['Began', exactTime(trace.started_at)],
          ['Ended', exactTime(trace.ended_at)],
        ]}
      />
      {trace.tags.length > 0 && (
        <div className={classes.tags}>
          {trace.tags.map((tag) => (
            <Link key={tag} className={tags.tag} href={tracesAddress('/traces', { tag: [tag] }) as '/traces'} prefetch={false}>
              {tag}
            </Link>
          ))}
        </div>
      )}
      <div className={classes.id}>
        <code>{trace.trace_id}</code>
        <CopyButton text={trace.trace_id} label="trace id" />
      </div>
      <Scores target={{ trace_id: trace.trace_id }} />
    </div>
  );
}

/** The beginning, as lists show it; all of it stands with the span that says it. */
function Said({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.said}>
      <h3>{label}</h3>
      <p>{text}</p>
    </div>
  );
}
