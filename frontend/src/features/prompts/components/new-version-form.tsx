'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo } from 'react';
import { BodyEditor } from '@/components/drafts/body-editor';
import { type Draft, readableBodyOf } from '@/components/drafts/draft';
import { ParametersEditor } from '@/components/drafts/parameters-editor';
import { PageHeader } from '@/components/ui/page-header';
import { SlashedName } from '@/components/ui/slashed-name';
import type { Prompt, Version } from '@/lib/bodies';
import { useMay } from '@/lib/me';
import { compareBodies } from '../diff/compare';
import { summaryOf } from '../diff/summary';
import { draftParams } from '../search-params';
import { useVersionDraft } from '../use-version-draft';
import { DraftChanges } from './draft-changes';
import classes from './draft-page.module.css';
import { DraftNotices } from './draft-notices';
import { SummaryLine } from './summary-line';

type Props = { prompt: Prompt; start: Version };

/** Writes the next version against the one it starts from, and saves it only on top of the newest one seen. */
export function NewVersionForm({ prompt, start }: Props) {
  const router = useRouter();
  const mayRelease = useMay()('release');
  const [{ view }, setParams] = useQueryStates(draftParams);
  const written = useVersionDraft(prompt, start, (version) => router.push(`/prompts/${prompt.id}?v=${version}`));
  const { base, seen, draft, isChanged } = written;
  const [comparison, isSettled] = useComparison(draft, base);
  const summary = useMemo(() => summaryOf(comparison), [comparison]);
  // An older version as it was may be brought back; the newest need not be said twice.
  const hasNothingToSave = isSettled && summary.isEqual && base.version === seen;

  return (
    <form className={classes.form} onSubmit={(event) => written.submit(event, [])}>
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
          <DraftNotices prompt={prompt} written={written} view={view} />
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
              <Button size="compact-sm" onClick={written.startOver}>
                Start over from v{base.version}
              </Button>
            )}
          </div>
          <BodyEditor draft={draft} onChange={written.write} />
          {!summary.isEqual && (
            <DraftChanges
              comparison={comparison}
              base={base.version}
              view={view}
              onView={(wanted) => setParams({ view: wanted })}
            />
          )}
        </div>
        <div className={classes.side}>
          <ParametersEditor text={draft.parameters} onChange={(parameters) => written.write({ parameters })} />
        </div>
      </div>
      <div className={classes.foot}>
        <TextInput
          className={classes.message}
          aria-label="What changed, in a line"
          placeholder="What changed, in a line"
          maxLength={1000}
          value={written.message}
          onChange={(event) => written.say(event.currentTarget.value)}
        />
        <Button component={Link} href={`/prompts/${prompt.id}` as '/prompts'} variant="default">
          Cancel
        </Button>
        {mayRelease && (
          <Button
            disabled={hasNothingToSave}
            loading={written.isBusy}
            onClick={(event) => written.submit(event, ['production'])}
          >
            Save and activate
          </Button>
        )}
        <Button type="submit" variant="filled" disabled={hasNothingToSave} loading={written.isBusy}>
          Save v{seen + 1}
        </Button>
      </div>
    </form>
  );
}

/** Lags behind the typing when there is much to compare; and whether it has caught up. */
function useComparison(draft: Draft, base: Version) {
  const settled = useDeferredValue(draft);
  const comparison = useMemo(() => compareBodies(base, readableBodyOf(settled, base)), [settled, base]);
  return [comparison, settled === draft] as const;
}

const versionsUpTo = (latest: number) =>
  Array.from({ length: latest }, (_, index) => String(latest - index)).map((value) => ({ value, label: `v${value}` }));
