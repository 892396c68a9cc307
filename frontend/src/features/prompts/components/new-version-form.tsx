'use client';

import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { type FormEvent, useDeferredValue, useMemo, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Refused } from '@/components/ui/refused';
import { SlashedName } from '@/components/ui/slashed-name';
import { hasStatus, Refusal } from '@/lib/problem';
import { useSaveVersion } from '../api/save-version';
import type { Prompt, Version } from '../api/types';
import { compareBodies } from '../diff/compare';
import { summaryOf } from '../diff/summary';
import { bodyOf, draftOf, NotJson, readableBodyOf, sentBody } from '../draft';
import { draftParams } from '../search-params';
import { useKeptDraft } from '../use-kept-draft';
import { BodyEditor } from './body-editor';
import { ComparisonView } from './comparison-view';
import { Conflict } from './conflict';
import classes from './draft-page.module.css';
import { KeptDraftOffer } from './kept-draft-offer';
import { ParametersEditor } from './parameters-editor';
import { SummaryLine } from './summary-line';

type Props = { prompt: Prompt; start: Version };

/** Writes the next version against the one it starts from, and saves it only on top of the newest one seen. */
export function NewVersionForm({ prompt, start }: Props) {
  const router = useRouter();
  const [{ view }, setParams] = useQueryStates(draftParams);
  const [base, setBase] = useState(start);
  const [seen, setSeen] = useState(prompt.latest_version.version);
  const [draft, setDraft] = useState(() => draftOf(start));
  const [message, setMessage] = useState('');
  const [isChanged, setChanged] = useState(false);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const save = useSaveVersion(prompt.id);
  const kept = useKeptDraft(prompt.id, { base, seen, draft, message }, isChanged && !save.isSuccess);

  // Another version was chosen to start from: an untouched draft follows, what was written stays and is compared anew.
  const [chosen, setChosen] = useState(start);
  if (chosen.version !== start.version) {
    setChosen(start);
    setBase(start);
    if (!isChanged) setDraft(draftOf(start));
  }

  const comparison = useComparison(draft, base);
  const summary = useMemo(() => summaryOf(comparison), [comparison]);
  const conflict = hasStatus(save.error, 412) && save.error instanceof Refusal ? save.error.problem.actual : null;

  const change = (part: Partial<typeof draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setChanged(true);
  };
  const submit = (event: FormEvent, labels: 'production'[]) => {
    event.preventDefault();
    try {
      const body = sentBody(bodyOf(draft));
      setUnreadable(null);
      save.mutate(
        { ...body, message: message.trim() || null, labels, expected_latest: seen },
        { onSuccess: ({ saved, isNew }) => isNew && leave(saved.version) },
      );
    } catch (problem) {
      if (!(problem instanceof NotJson)) throw problem;
      setUnreadable(problem.message);
    }
  };
  const leave = (version: number) => {
    kept.forget();
    router.push(`/prompts/${prompt.id}?v=${version}`);
  };
  const restart = (part: { base: Version; seen: number; draft: typeof draft; message?: string }) => {
    setBase(part.base);
    setSeen(part.seen);
    setDraft(part.draft);
    setMessage(part.message ?? message);
    setChanged(true);
    save.reset();
  };

  return (
    <form className={classes.form} onSubmit={(event) => submit(event, [])}>
      <PageHeader
        above={
          <>
            <Link href="/prompts">Prompts</Link> / <Link href={`/prompts/${prompt.id}`}>{prompt.name}</Link>
          </>
        }
        title={
          <h1>
            New version of <SlashedName name={prompt.name} />
          </h1>
        }
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          {kept.found && (
            <KeptDraftOffer onTake={() => kept.found && restart(kept.found)} onForget={kept.forget} />
          )}
          {unreadable && (
            <Notice tone="bad" title="Nothing was saved.">
              {unreadable}
            </Notice>
          )}
          {conflict ? (
            <Conflict
              prompt={prompt}
              seen={seen}
              actual={conflict}
              mine={readableBodyOf(draft, base)}
              view={view}
              onKeep={(theirs) => restart({ base: theirs, seen: theirs.version, draft })}
              onMerge={(theirs, merged) => restart({ base: theirs, seen: theirs.version, draft: draftOf(merged) })}
              onTake={(theirs) => restart({ base: theirs, seen: theirs.version, draft: draftOf(theirs) })}
            />
          ) : (
            <Refused what="Nothing was saved." error={save.error} />
          )}
          {save.data && !save.data.isNew && (
            <Notice title={`v${save.data.saved.version} says the same already.`}>No new version was made of it.</Notice>
          )}
          <div className={classes.bar}>
            <NativeSelect
              aria-label="Start from version"
              leftSection={<span>from</span>}
              leftSectionWidth={44}
              value={String(base.version)}
              data={versionsUpTo(Math.max(prompt.latest_version.version, base.version))}
              onChange={({ currentTarget }) => setParams({ from: Number(currentTarget.value) })}
            />
            <SummaryLine summary={summary} />
            <span className={classes.grow} />
            {isChanged && !summary.isEqual && (
              <Button
                size="compact-sm"
                onClick={() => {
                  setDraft(draftOf(base));
                  setChanged(false);
                  kept.forget();
                }}
              >
                Start over from v{base.version}
              </Button>
            )}
          </div>
          <BodyEditor draft={draft} onChange={change} />
          {!summary.isEqual && (
            <section className={classes.changes} aria-label="Changes">
              <div className={classes.bar}>
                <h2>Changes against v{base.version}</h2>
                <span className={classes.grow} />
                <SegmentedControl
                  className={classes.view}
                  aria-label="How to show the changes"
                  value={view}
                  onChange={(value) => setParams({ view: value as typeof view })}
                  data={[
                    { value: 'split', label: 'Side by side' },
                    { value: 'unified', label: 'Unified' },
                  ]}
                />
              </div>
              <ComparisonView comparison={comparison} view={view} />
            </section>
          )}
        </div>
        <div className={classes.side}>
          <ParametersEditor text={draft.parameters} onChange={(parameters) => change({ parameters })} />
        </div>
      </div>
      <div className={classes.foot}>
        <TextInput
          className={classes.message}
          aria-label="What changed, in a line"
          placeholder="What changed, in a line"
          maxLength={1000}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Button component={Link} href={`/prompts/${prompt.id}` as '/prompts'} variant="default">
          Cancel
        </Button>
        <Button disabled={summary.isEqual} loading={save.isPending} onClick={(event) => submit(event, ['production'])}>
          Save and activate
        </Button>
        <Button type="submit" variant="filled" disabled={summary.isEqual} loading={save.isPending}>
          Save v{seen + 1}
        </Button>
      </div>
    </form>
  );
}

/** Lags behind the typing when there is much to compare. */
function useComparison(draft: Parameters<typeof readableBodyOf>[0], base: Version) {
  const settled = useDeferredValue(draft);
  return useMemo(() => compareBodies(base, readableBodyOf(settled, base)), [settled, base]);
}

const versionsUpTo = (latest: number) =>
  Array.from({ length: latest }, (_, index) => String(latest - index)).map((value) => ({ value, label: `v${value}` }));
