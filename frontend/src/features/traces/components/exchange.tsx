import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateWords } from '@/components/ui/state';
import { cost, counted, duration } from '@/lib/format';
import { LEVEL_STATES, type Trace } from '../words';
import classes from './session-page.module.css';

/** One trace of a conversation: what was said to the application, and what it said. */
export function Exchange({ trace }: { trace: Trace }) {
  const { input, output, level, cost_usd, total_tokens } = trace;
  const figures = [
    duration(trace.latency_ms),
    total_tokens > 0 && counted(total_tokens, 'token'),
    cost_usd !== null && cost(cost_usd),
  ].filter(Boolean);
  return (
    <li className={classes.exchange}>
      <div className={classes.head}>
        <Link href={`/traces/${trace.trace_id}` as '/traces'} prefetch={false}>
          {trace.name}
        </Link>
        {level !== 'default' && <StateWords {...LEVEL_STATES[level]} />}
        <span className={classes.figures}>{figures.join(' · ')}</span>
        <RelativeTime at={trace.started_at} />
      </div>
      {input && <p className={classes.in}>{input}</p>}
      {output && <p className={classes.out}>{output}</p>}
      {!input && !output && <p className={classes.figures}>Nothing was said of what went in or came out.</p>}
    </li>
  );
}
