import type { RunsFilter } from '../search-params';

/** What was tried before: of a prompt, or of any. */
export const triedBefore = (promptId: string): RunsFilter => ({
  q: '',
  prompt: promptId,
  version: null,
  status: null,
  source: 'playground',
  model: '',
  group: '',
  since: '',
  until: '',
});
