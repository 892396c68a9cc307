'use client';

import { useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';
import type { Prompt } from '@/lib/bodies';
import { type Column, columnText, tryParams } from './columns';
import { keepScratch, newScratch, readScratch, resumed, type Scratch } from './scratch';

/** What is being tried of a prompt, or of none. The columns are in the URL, the rest stays in this tab. */
export function useScratch(promptId: string, prompt: Prompt | null) {
  const [params, setParams] = useQueryStates(tryParams);
  const [scratch, setScratch] = useState<Scratch>(() => newScratch(prompt, params.c));
  const [isChanged, setChanged] = useState(false);

  useEffect(() => {
    // Read after mounting: the server has no such thing, and would draw another page.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setScratch((fresh) => resumed(fresh, readScratch(promptId)));
  }, [promptId]);

  useEffect(() => {
    if (!isChanged) return;
    const keep = () => keepScratch(promptId, scratch);
    const timer = setTimeout(keep, 300);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [promptId, scratch, isChanged]);

  const change = (part: Partial<Scratch> | ((before: Scratch) => Partial<Scratch>)) => {
    setScratch((before) => ({ ...before, ...(typeof part === 'function' ? part(before) : part) }));
    setChanged(true);
  };
  const setColumns = (columns: Column[]) => {
    change({ columns });
    if (columns.map(columnText).join('&') !== params.c.map(columnText).join('&')) void setParams({ c: columns });
  };
  return {
    ...scratch,
    group: params.group,
    setGroup: (group: string) => setParams({ group, c: scratch.columns }),
    change,
    setColumns,
    setColumn: (index: number, part: Partial<Column>) =>
      setColumns(scratch.columns.with(index, { ...(scratch.columns[index] as Column), ...part })),
  };
}

export type ScratchState = ReturnType<typeof useScratch>;
