'use client';

import { type FormEvent, useState } from 'react';
import { bodyOf, type Draft, draftOf, NotJson } from '@/components/drafts/draft';
import { useKeptDraft } from '@/components/drafts/use-kept-draft';
import type { Prompt, Version } from '@/lib/bodies';
import { hasStatus, Refusal } from '@/lib/problem';
import { useSaveVersion } from '@/lib/prompts';

/** A draft as it stands: what it is compared with, the newest version its author has seen, and what was written. */
type Standing = { base: Version; seen: number; draft: Draft; message: string };

/** The next version while it is written. It is saved only on top of the newest version that its author has seen. */
export function useVersionDraft(prompt: Prompt, start: Version, onSaved: (version: number) => void) {
  const [standing, setStanding] = useState<Standing>(() => ({
    base: start,
    seen: prompt.latest_version.version,
    draft: draftOf(start),
    message: '',
  }));
  const [isChanged, setChanged] = useState(false);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const save = useSaveVersion(prompt.id);
  const isSaved = save.isSuccess && save.data.isNew;
  const kept = useKeptDraft(prompt.id, standing, isChanged && !isSaved);

  // Another version was chosen to start from: an untouched draft follows, what was written stays and is compared anew.
  const [chosen, setChosen] = useState(start.version);
  if (chosen !== start.version) {
    setChosen(start.version);
    setStanding({ ...standing, base: start, draft: isChanged ? standing.draft : draftOf(start) });
  }

  const change = (part: Partial<Standing>) => {
    setStanding((before) => ({ ...before, ...part }));
    setChanged(true);
  };
  const submit = (event: FormEvent, labels: 'production'[]) => {
    event.preventDefault();
    const { draft, message, seen } = standing;
    try {
      const body = bodyOf(draft);
      setUnreadable(null);
      save.mutate(
        { body, message: message.trim() || null, labels, expected_latest: seen },
        {
          onSuccess: ({ saved, isNew }) => {
            if (!isNew) return;
            kept.forget();
            onSaved(saved.version);
          },
        },
      );
    } catch (problem) {
      if (!(problem instanceof NotJson)) throw problem;
      setUnreadable(problem.message);
    }
  };

  return {
    ...standing,
    isChanged,
    unreadable,
    error: save.error,
    /** The newest version, if somebody else saved it first. */
    conflict: hasStatus(save.error, 412) && save.error instanceof Refusal ? (save.error.problem.actual ?? null) : null,
    /** The version that says the same already, so that none was made. */
    same: save.data && !save.data.isNew ? save.data.saved.version : null,
    isBusy: save.isPending || isSaved,
    found: kept.found,
    forget: kept.forget,
    write: (part: Partial<Draft>) => {
      setStanding((before) => ({ ...before, draft: { ...before.draft, ...part } }));
      setChanged(true);
    },
    say: (message: string) => setStanding((before) => ({ ...before, message })),
    submit,
    /** Goes on from elsewhere, on top of a version that has been seen by now. */
    goOn: (part: Partial<Standing>) => {
      change(part);
      save.reset();
    },
    startOver: () => {
      setStanding((before) => ({ ...before, draft: draftOf(before.base) }));
      setChanged(false);
      kept.forget();
    },
  };
}

export type VersionDraft = ReturnType<typeof useVersionDraft>;
