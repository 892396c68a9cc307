'use client';

import { CloseButton } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import type { Prompt } from '@/lib/bodies';
import type { Column } from '../columns';
import type { Live } from '../live';
import type { draftFrom } from '../scratch';
import type { ColumnBody } from '../use-bodies';
import { ColumnAnswer } from './column-answer';
import { ColumnChoices } from './column-choices';
import classes from './column.module.css';
import { SaveAsVersion } from './save-as-version';

type Props = {
  title: string;
  column: Column;
  prompt: Prompt | null;
  body: ColumnBody | undefined;
  seen: number | null;
  live: Live | undefined;
  refused: string | undefined;
  isAsking: boolean;
  onChange: (part: Partial<Column>) => void;
  /** What a draft begins as, when one is chosen here. */
  onDraft: (from: ReturnType<typeof draftFrom>) => void;
  onRemove: (() => void) | undefined;
};

/** One body by one connection with its parameters, and what came of it. */
export function ColumnBlock({ title, column, prompt, body, seen, live, refused, isAsking, onChange, onDraft, onRemove }: Props) {
  return (
    <section className={classes.column} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {onRemove && <CloseButton size="sm" aria-label={`Remove ${title.toLowerCase()}`} onClick={onRemove} />}
      </div>
      <ColumnChoices title={title} column={column} prompt={prompt} body={body} onChange={onChange} onDraft={onDraft} />
      {body?.problem && <Notice tone="warn">{body.problem}</Notice>}
      {refused !== undefined && (
        <Notice tone="bad" title="It was not run.">
          {refused}
        </Notice>
      )}
      {live && refused === undefined ? (
        <ColumnAnswer live={live} />
      ) : (
        refused === undefined && <p className={classes.nothing}>{isAsking ? 'Asking…' : 'Not run yet.'}</p>
      )}
      <SaveAsVersion column={column} prompt={prompt} body={body?.body ?? null} seen={seen} onSaved={(version) => onChange({ of: String(version), parameters: null })} />
    </section>
  );
}
