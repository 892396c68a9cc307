'use client';

import { Button } from '@mantine/core';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { draftOf, NotJson, parametersIn } from '@/components/drafts/draft';
import { Notice } from '@/components/ui/notice';
import type { Body, Prompt } from '@/lib/bodies';
import { type Column, DRAFT } from '../columns';
import { keepForNewPrompt } from '../new-prompt';
import classes from './column.module.css';

const SaveVersionDialog = dynamic(() => import('./save-version-dialog').then((part) => part.SaveVersionDialog));

type Props = { column: Column; prompt: Prompt | null; body: Body | null; seen: number | null; onSaved: (version: number) => void };

/** Keeps what was tried and is no version yet: a draft, or other parameters. */
export function SaveAsVersion({ column, prompt, body, seen, onSaved }: Props) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [saved, setSaved] = useState<number | null>(null);
  const isNew = column.of === DRAFT || column.parameters !== null;
  const whole = body && wholeOf(body, column);

  if (prompt && saved !== null && column.of === String(saved) && !isNew) {
    return (
      <Notice title={`Saved as v${saved}.`} onClose={() => setSaved(null)}>
        <Link href={`/prompts/${prompt.id}?v=${saved}` as '/prompts'}>Look at it</Link>
      </Notice>
    );
  }
  if (!isNew || !whole) return null;
  if (!prompt) {
    const take = () => {
      keepForNewPrompt(draftOf(whole));
      router.push('/prompts/new');
    };
    return (
      <div className={classes.save}>
        <Button size="compact-sm" onClick={take}>
          Save as a new prompt…
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.save}>
      <Button size="compact-sm" onClick={() => setOpen(true)}>
        Save as new version…
      </Button>
      {isOpen && (
        <SaveVersionDialog
          prompt={prompt}
          body={whole}
          seen={seen ?? prompt.latest_version.version}
          onClose={() => setOpen(false)}
          onSaved={(version) => {
            setOpen(false);
            setSaved(version);
            onSaved(version);
          }}
        />
      )}
    </div>
  );
}

/** The body with the column's own parameters; null while they cannot be read. */
function wholeOf({ content, messages, parameters }: Body, column: Column): Body | null {
  try {
    return { content, messages, parameters: column.parameters === null ? parameters : parametersIn(column.parameters) };
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}
