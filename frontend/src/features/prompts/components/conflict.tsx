'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Body, Prompt, Version } from '@/lib/bodies';
import { versionQuery } from '@/lib/prompts';
import { diffQuery } from '../api/get-diff';
import { mergeBodies } from '../rebase';
import type { View } from '../search-params';
import { ComparisonView } from './comparison-view';
import classes from './draft-page.module.css';

type Props = {
  prompt: Prompt;
  seen: number;
  actual: number;
  mine: Body;
  view: View;
  onMerge: (theirs: Version, merged: Body) => void;
  onKeep: (theirs: Version) => void;
  onTake: (theirs: Version) => void;
};

/** Somebody saved first: what they changed, and what to make of one's own text on top of it. */
export function Conflict({ prompt, seen, actual, mine, view, onMerge, onKeep, onTake }: Props) {
  const { data: base } = useQuery(versionQuery(prompt.id, seen));
  const { data: theirs } = useQuery(versionQuery(prompt.id, actual));
  const { data: meanwhile } = useQuery(diffQuery(prompt.id, seen, actual));
  const merged = base && theirs ? mergeBodies(mine, base, theirs) : undefined;

  return (
    <>
      <Notice
        tone="bad"
        title="Nothing was saved."
        actions={
          theirs &&
          base && (
            <>
              {merged && (
                <Button size="compact-sm" onClick={() => onMerge(theirs, merged)}>
                  Merge both
                </Button>
              )}
              <Button size="compact-sm" onClick={() => onKeep(theirs)}>
                Keep mine, on top of v{actual}
              </Button>
              <Button size="compact-sm" onClick={() => onTake(theirs)}>
                Take v{actual}, drop mine
              </Button>
            </>
          )
        }
      >
        You write on top of v{seen}; meanwhile v{actual} is the newest
        {theirs && (
          <>
            , by {theirs.created_by} <RelativeTime at={theirs.created_at} />
            {theirs.message && `: “${theirs.message}”`}
          </>
        )}
        . {merged === null && 'Both of you changed the same lines, so only you can say what they should be. '}
        What you typed is below, as it was.
      </Notice>
      {meanwhile && (
        <section className={classes.changes} aria-label="What changed meanwhile">
          <h2>
            Meanwhile, v{seen} → v{actual}
          </h2>
          <ComparisonView comparison={meanwhile} view={view} />
        </section>
      )}
    </>
  );
}
