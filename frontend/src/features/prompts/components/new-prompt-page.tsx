'use client';

import { Button, Checkbox, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { BodyEditor } from '@/components/drafts/body-editor';
import { bodyOf, emptyDraft, NotJson } from '@/components/drafts/draft';
import { KeptDraftOffer } from '@/components/drafts/kept-draft-offer';
import { ParametersEditor } from '@/components/drafts/parameters-editor';
import { useKeptDraft } from '@/components/drafts/use-kept-draft';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Refused } from '@/components/ui/refused';
import type { Kind } from '@/lib/bodies';
import { meQuery } from '@/lib/me';
import { Refusal } from '@/lib/problem';
import { useCreatePrompt } from '../api/create-prompt';
import classes from './draft-page.module.css';
import { MayNotWrite } from './may-not-write';

const emptyForm = () => ({ name: '', description: '', tags: [] as string[], activate: true, draft: emptyDraft() });

/** A prompt and its first version. */
export function NewPromptPage() {
  const router = useRouter();
  const [form, setForm] = useState(emptyForm);
  const [isChanged, setChanged] = useState(false);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const { data: me } = useQuery(meQuery());
  const { mutate, error, isPending, isSuccess } = useCreatePrompt();
  const kept = useKeptDraft('new', form, isChanged && !isSuccess);
  const wrong = error instanceof Refusal ? error.fields : {};
  const mayRelease = me?.rights.includes('release') ?? true;

  const change = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
    setChanged(true);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { name, description, tags, activate, draft } = form;
    try {
      const body = bodyOf(draft);
      setUnreadable(null);
      mutate(
        { name, description: description || null, tags, kind: draft.kind, activate: activate && mayRelease, body },
        {
          onSuccess: ({ id }) => {
            kept.forget();
            router.push(`/prompts/${id}`);
          },
        },
      );
    } catch (problem) {
      if (!(problem instanceof NotJson)) throw problem;
      setUnreadable(problem.message);
    }
  };

  if (me && !me.rights.includes('write')) return <MayNotWrite />;
  return (
    <form className={classes.form} onSubmit={save}>
      <PageHeader above={<Link href="/prompts">Prompts</Link>} title={<h1>New prompt</h1>} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {kept.found && <KeptDraftOffer onTake={() => change(kept.found ?? {})} onForget={kept.forget} />}
          {unreadable && (
            <Notice tone="bad" title="Nothing was saved.">
              {unreadable}
            </Notice>
          )}
          <Refused what="Nothing was saved." error={error} />
          <div className={classes.about}>
            <TextInput
              className={classes.wide}
              label="Name"
              description="Programs fetch by it. Slashes make groups: support/greet."
              autoFocus
              required
              withAsterisk={false}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              classNames={{ input: 'mono' }}
              value={form.name}
              error={wrong.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <TextInput
              label="Description"
              maxLength={4000}
              value={form.description}
              error={wrong.description}
              onChange={(event) => change({ description: event.currentTarget.value })}
            />
            <TagsInput
              label="Tags"
              maxTags={20}
              value={form.tags}
              error={wrong.tags}
              onChange={(tags) => change({ tags: tags.map((tag) => tag.toLowerCase()) })}
            />
          </div>
          <div className={classes.bar}>
            <SegmentedControl
              aria-label="Kind"
              value={form.draft.kind}
              onChange={(kind) => change({ draft: { ...form.draft, kind: kind as Kind } })}
              data={[
                { value: 'text', label: 'Text' },
                { value: 'chat', label: 'Chat' },
              ]}
            />
            <span>A prompt keeps its kind for life.</span>
          </div>
          <BodyEditor
            draft={form.draft}
            onChange={(part) => change({ draft: { ...form.draft, ...part } })}
          />
        </div>
        <div className={classes.side}>
          <ParametersEditor
            text={form.draft.parameters}
            onChange={(parameters) => change({ draft: { ...form.draft, parameters } })}
          />
        </div>
      </div>
      <div className={classes.foot}>
        {mayRelease && (
          <Checkbox
            className={classes.message}
            label="Activate version 1 at once"
            checked={form.activate}
            onChange={(event) => change({ activate: event.currentTarget.checked })}
          />
        )}
        <Button component={Link} href="/prompts" variant="default">
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={isPending || isSuccess}>
          Create prompt
        </Button>
      </div>
    </form>
  );
}
