/** What is known of the runs of a group, as their stream tells it. */

import { isOpen, type Run } from '../words';

export type News = { type: 'run'; run: Run } | { type: 'delta'; run_id: string; text: string };

/** `text` is what has been said so far of an answer that is not over. */
export type Live = { run: Run; text: string };
export type LiveRuns = Record<string, Live>;

export function heard(live: LiveRuns, news: News): LiveRuns {
  if (news.type === 'delta') {
    const known = live[news.run_id];
    return known ? { ...live, [news.run_id]: { ...known, text: known.text + news.text } } : live;
  }
  const { run } = news;
  const known = live[run.id];
  // What is over does not begin again, and a run that begins to run, also again, begins its text anew.
  if (known && !isOpen(known.run) && isOpen(run)) return live;
  const goesOn = known && (known.run.attempts === run.attempts || !isOpen(run));
  return { ...live, [run.id]: { run, text: goesOn ? known.text : '' } };
}

/** The newest run of each column. */
export function byColumn(live: LiveRuns): Record<number, Live> {
  const runs = Object.values(live).sort((a, b) => a.run.created_at.localeCompare(b.run.created_at));
  return Object.fromEntries(runs.map((one) => [Number(one.run.metadata?.column ?? 0), one]));
}
