import { expect, test } from 'vitest';
import type { Release } from './api/types';
import { newestUndoable } from './undoable';

const release = (id: string, from: number | null, to: number, rest: Partial<Release> = {}) =>
  ({ id, label: 'production', from_version: from, to_version: to, release_id: null, imported_at: null, ...rest }) as Release;

test('each rollback goes one release further back', () => {
  const log = [release('b', 1, 2), release('a', null, 1)];
  expect(newestUndoable([release('c', 2, 3), ...log])?.id).toBe('c');
  expect(newestUndoable([release('d', 3, 2, { release_id: 'c' }), release('c', 2, 3), ...log])?.id).toBe('b');
});

test('the first activation stays', () => {
  expect(newestUndoable([release('a', null, 1)])).toBeNull();
});

test('what was imported stays, and an older release may be the one', () => {
  expect(newestUndoable([release('b', 1, 2, { imported_at: '2026-01-01T00:00:00.000000Z' })])).toBeUndefined();
});
