'use client';

import { useQueryStates } from 'nuqs';
import { type Filter, LAST_BY_NUMBER } from './api/list-prompts';
import { listParams } from './search-params';

export type ListState = ReturnType<typeof useListState>;

/** The list's filters and its place, kept in the URL. Changing a filter leads back to the first page. */
export function useListState() {
  const [list, set] = useQueryStates(listParams);
  const { cursor, page, ...filter } = list;

  const change = (part: Partial<Filter>) => set({ ...part, cursor: null, page: null });
  const turn = (cursor: string | null, page: number) => set({ cursor, page }, { history: 'push', scroll: true });

  return {
    list,
    filter,
    page,
    isFirst: page === 1 && !cursor,
    isFiltered: filter.q !== '' || filter.tag.length > 0,
    older: (cursor: string) => turn(cursor, page + 1),
    // Cursors lead forward only. The way back goes by number, and so needs no memory of how one came here.
    newer: () => turn(null, Math.min(Math.max(1, page - 1), LAST_BY_NUMBER)),
    toFirst: () => turn(null, 1),
    search: (q: string) => change({ q }),
    addTag: (tag: string) => change({ tag: [...new Set([...filter.tag, tag.trim().toLowerCase()])] }),
    removeTag: (tag: string) => change({ tag: filter.tag.filter((other) => other !== tag) }),
    showArchived: (archived: boolean) => change({ archived }),
    clear: () => change({ q: '', tag: [] }),
  };
}
