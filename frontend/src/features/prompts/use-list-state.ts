'use client';

import { useQueryStates } from 'nuqs';
import { useRef } from 'react';
import type { Filter } from './api/list-prompts';
import { listParams } from './search-params';

export type ListState = ReturnType<typeof useListState>;

/** The list's filters and its place, kept in the URL. Changing a filter leads back to the first page. */
export function useListState() {
  const [{ page, ...filter }, set] = useQueryStates(listParams);
  // Cursors lead forward only: those of the pages before are remembered as long as one stays here.
  const trail = useRef<string[]>([]);

  const change = (part: Partial<Filter>) => {
    trail.current = [];
    return set({ ...part, cursor: null, page: null });
  };
  const older = (cursor: string) => {
    trail.current.push(filter.cursor);
    return set({ cursor, page: page + 1 }, { history: 'push', scroll: true });
  };
  const newer = () => {
    const cursor = trail.current.pop() ?? '';
    return set({ cursor, page: cursor ? page - 1 : 1 }, { history: 'push', scroll: true });
  };

  return {
    filter,
    page,
    isFiltered: filter.q !== '' || filter.tag.length > 0,
    older,
    newer,
    search: (q: string) => change({ q }),
    addTag: (tag: string) => change({ tag: [...new Set([...filter.tag, tag.trim().toLowerCase()])] }),
    removeTag: (tag: string) => change({ tag: filter.tag.filter((other) => other !== tag) }),
    showArchived: (archived: boolean) => change({ archived }),
    clear: () => change({ q: '', tag: [] }),
  };
}
