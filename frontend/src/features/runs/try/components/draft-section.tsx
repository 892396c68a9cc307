'use client';

import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BodyEditor } from '@/components/drafts/body-editor';
import type { Prompt } from '@/lib/bodies';
import { versionQuery } from '@/lib/prompts';
import { draftFrom } from '../scratch';
import type { ScratchState } from '../use-scratch';
import classes from './tryout.module.css';

type Props = { prompt: Prompt | null; scratch: ScratchState };

/** The body that is no version yet. Of a prompt it keeps its kind, which is for life. */
export function DraftSection({ prompt, scratch }: Props) {
  const { draft, base, isTouched } = scratch;
  return (
    <section className={classes.draft} aria-label="Draft">
      <div className={classes.bar}>
        <h2>Draft</h2>
        {base !== null && <span>from v{base}</span>}
        {!prompt && (
          <SegmentedControl
            aria-label="Kind"
            data={[
              { value: 'text', label: 'Text' },
              { value: 'chat', label: 'Chat' },
            ]}
            value={draft.kind}
            onChange={(kind) => scratch.change({ draft: { ...draft, kind: kind as typeof draft.kind } })}
          />
        )}
        {prompt && base !== null && isTouched && <StartOver prompt={prompt} base={base} onStart={scratch.change} />}
      </div>
      <BodyEditor short draft={draft} onChange={(part) => scratch.change((before) => ({ draft: { ...before.draft, ...part }, isTouched: true }))} />
    </section>
  );
}

type StartOverProps = { prompt: Prompt; base: number; onStart: ScratchState['change'] };

function StartOver({ prompt, base, onStart }: StartOverProps) {
  const { data } = useQuery(versionQuery(prompt.id, base));
  return (
    <Button size="compact-sm" disabled={!data} onClick={() => data && onStart({ ...draftFrom(data, prompt), isTouched: false })}>
      Start over from v{base}
    </Button>
  );
}
