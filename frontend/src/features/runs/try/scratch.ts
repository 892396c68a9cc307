/** What is being tried: kept in this tab over a reload, a wrong click or a new sign-in. */

import { type Draft, draftOf, emptyDraft } from '@/components/drafts/draft';
import type { Prompt, Version } from '@/lib/bodies';
import { actingProject, DEFAULT } from '@/lib/project';
import { type Column, columnText, firstColumns } from './columns';
import type { Values } from './values';

/** `base` is the version that the draft began as, `seen` the newest one then. */
export type Scratch = { columns: Column[]; values: Values; draft: Draft; base: number | null; seen: number | null; isTouched: boolean };

export function newScratch(prompt: Prompt | null, asked: Column[]): Scratch {
  const columns = asked.length > 0 ? asked : firstColumns(prompt ? prompt.active_version : undefined);
  return { columns, values: {}, isTouched: false, ...(prompt ? draftFrom(prompt.latest_version, prompt) : { draft: emptyDraft(), base: null, seen: null }) };
}

export const draftFrom = (version: Version, prompt: Prompt) => ({
  draft: draftOf(version),
  base: version.version,
  seen: prompt.latest_version.version,
});

/** What was kept, with the columns that the address asks for; of the same ones what the address has no room for too. */
export function resumed(fresh: Scratch, kept: Scratch | null): Scratch {
  if (!kept) return fresh;
  const isSame = kept.columns.map(columnText).join('&') === fresh.columns.map(columnText).join('&');
  return { ...kept, columns: isSame ? kept.columns : fresh.columns };
}

const keyOf = (promptId: string) => `promptside-try:${actingProject() ?? DEFAULT}:${promptId}`;

export function readScratch(promptId: string): Scratch | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(promptId)) ?? 'null') as Scratch | null;
  } catch {
    return null;
  }
}

export function keepScratch(promptId: string, scratch: Scratch) {
  try {
    sessionStorage.setItem(keyOf(promptId), JSON.stringify(scratch));
  } catch {
    // A body too large to keep is no reason to stop trying it.
  }
}
