import type { Release } from './api/types';

/**
 * The newest release that is neither a rollback nor undone already, as the server finds it; null if it is the one that
 * made the first version active, undefined if it is not among these.
 */
export function newestUndoable(releases: Release[]): Release | null | undefined {
  const undone = new Set(releases.map((release) => release.release_id));
  const newest = releases.find(
    ({ id, label, release_id, imported_at }) =>
      label === 'production' && !release_id && !imported_at && !undone.has(id),
  );
  return newest?.from_version === null ? null : newest;
}
