/** The list of traces that calls of a filter are in. */

import type { Filter, Period } from './search-params';

export function tracesLike({ kind, prompt, version, model, environment, user, since, until }: Partial<Filter & Period>): string {
  const asked = {
    // Of generations it is not said: nearly every trace has one.
    kind: kind === 'generation' ? '' : kind,
    prompt,
    version: prompt && version != null ? String(version) : '',
    model,
    environment,
    user,
    since,
    until,
  };
  const query = new URLSearchParams(Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]));
  return query.size > 0 ? `/traces?${query}` : '/traces';
}
