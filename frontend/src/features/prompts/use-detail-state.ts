'use client';

import { useQueryStates } from 'nuqs';
import type { Prompt } from '@/lib/bodies';
import { addressOf, detailParams } from './search-params';

export type DetailState = ReturnType<typeof useDetailState>;

/** What is shown of a prompt, kept in the URL. */
export function useDetailState(prompt: Prompt) {
  const [params, set] = useQueryStates(detailParams, { history: 'push' });
  const latest = prompt.latest_version.version;
  const shown = params.v ?? prompt.active_version ?? latest;
  /** Compared with the version before, unless another was asked for. */
  const base = params.from ?? Math.max(1, shown - 1);
  return {
    ...params,
    latest,
    shown,
    base,
    set,
    hrefOf: (part: Partial<typeof params>) => addressOf(prompt.id, { ...params, ...part }),
  };
}
