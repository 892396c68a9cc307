/** What runs are called on the screen. */

import type { State } from '@/components/ui/state';
import type { Schemas } from '@/lib/api';

export type Run = Schemas['RunOut'];
export type ListedRun = Schemas['ListedRunOut'];
export type Status = Run['status'];
export type Source = Run['source'];

export const STATES: Record<Status, State> = {
  queued: { tone: 'none', words: 'queued' },
  running: { tone: 'busy', words: 'running' },
  succeeded: { tone: 'ok', words: 'succeeded' },
  failed: { tone: 'bad', words: 'failed' },
  cancelled: { tone: 'none', words: 'cancelled' },
};

export const STATUSES = Object.keys(STATES) as Status[];

export const SOURCE_WORDS: Record<Source, string> = {
  api: 'API',
  playground: 'Try it',
  experiment: 'experiment',
  reported: 'reported',
};

export const SOURCES = Object.keys(SOURCE_WORDS) as Source[];

export const isOpen = ({ status }: Pick<Run, 'status'>) => status === 'queued' || status === 'running';

/** Failures that a test of the connection may explain. The error itself says what to do. */
const AT_THE_CONNECTION = ['refused', 'unavailable', 'timeout', 'garbage', 'blocked'];

export const isAtTheConnection = (kind: string | null) => kind !== null && AT_THE_CONNECTION.includes(kind);
