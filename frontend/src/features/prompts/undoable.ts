import type { Release } from './api/types';

/**
 * The newest release that is neither a rollback nor undone already, as the server finds it; null if there is none, or
 * if it is the one that made the first version active.
 */
export function newestUndoable(releases: Release[]): Release | null {
  const undone = new Set(releases.map((release) => release.release_id));
  const newest = releases.find(
    ({ id, label, release_id, imported_at }) =>
      label === 'production' && !release_id && !imported_at && !undone.has(id),
  );
  return newest && newest.from_version !== null ? newest : null;
}
