'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { PromptGates } from '@/components/gates/prompt-gates';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import tabsLook from '@/components/ui/tabs.module.css';
import type { Prompt } from '@/lib/bodies';
import { useMay } from '@/lib/me';
import { hasStatus } from '@/lib/problem';
import { promptQuery } from '@/lib/prompts';
import { useKeys } from '@/lib/use-keys';
import { TABS } from '../search-params';
import { useDetailState } from '../use-detail-state';
import { ChangesTab } from './changes-tab';
import { PromptActions } from './prompt-actions';
import classes from './prompt-page.module.css';
import { PromptSkeleton } from './prompt-skeleton';
import { PromptTitle } from './prompt-title';
import { type Done, ReleaseNotice } from './release-notice';
import { ReleasesTab } from './releases-tab';
import { TemplateTab } from './template-tab';
import { VersionRail } from './version-rail';

/** One prompt: what is served, its versions, what changed between them, its releases, what gates ask for, and how they did. */
export function PromptPage({ id, usage }: { id: string; usage: ReactNode }) {
  const { data, error, refetch } = useQuery(promptQuery(id));
  if (data) return <Loaded {...data} usage={usage} />;
  if (hasStatus(error, 404)) return <NoSuchPrompt />;
  if (error) return <Failure what="The prompt" error={error} onRetry={() => refetch()} />;
  return <PromptSkeleton />;
}

export function NoSuchPrompt() {
  return (
    <Empty title="There is no such prompt">
      <p>It may have been deleted, or it belongs to another project.</p>
      <p>
        <Link className="words" href="/prompts">
          All prompts
        </Link>
      </p>
    </Empty>
  );
}

type LoadedProps = { prompt: Prompt; older: string | null; etag: string | null; usage: ReactNode };

function Loaded({ prompt, older, etag, usage }: LoadedProps) {
  const state = useDetailState(prompt);
  const [done, setDone] = useState<Done | null>(null);
  useVersionKeys(prompt, state);
  const tabs = { template: 'Template', changes: 'Changes', releases: 'Releases', gates: 'Gates', usage: 'Usage' };

  return (
    <>
      <PromptTitle
        prompt={prompt}
        actions={<PromptActions prompt={prompt} etag={etag} shown={state.shown} onDone={setDone} />}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <nav className={tabsLook.tabs} aria-label="Views of this prompt">
            {TABS.map((tab) => (
              <Link
                key={tab}
                href={state.hrefOf({ tab }) as '/prompts'}
                prefetch={false}
                scroll={false}
                aria-current={tab === state.tab ? 'page' : undefined}
              >
                {tabs[tab]}
              </Link>
            ))}
          </nav>
          <div className={classes.content}>
            {done && <ReleaseNotice prompt={prompt} done={done} onDone={setDone} />}
            {state.tab === 'template' && <TemplateTab prompt={prompt} shown={state.shown} />}
            {state.tab === 'changes' && <ChangesTab prompt={prompt} state={state} />}
            {state.tab === 'releases' && <ReleasesTab prompt={prompt} hrefOf={state.hrefOf} />}
            {state.tab === 'gates' && <PromptGates promptId={prompt.id} promptName={prompt.name} version={state.shown} isActive={state.shown === prompt.active_version} />}
            {state.tab === 'usage' && usage}
          </div>
        </div>
        <VersionRail
          prompt={prompt}
          older={older}
          shown={state.shown}
          hrefOf={(v) => state.hrefOf({ v, from: null, tab: state.tab === 'releases' ? 'template' : state.tab })}
        />
      </div>
    </>
  );
}

function useVersionKeys(prompt: Prompt, state: ReturnType<typeof useDetailState>) {
  const router = useRouter();
  const may = useMay();
  const show = (version: number) => {
    if (version >= 1 && version <= state.latest) state.set({ v: version, from: null });
  };
  useKeys({
    j: () => show(state.shown - 1),
    k: () => show(state.shown + 1),
    c: () => state.set({ tab: 'changes' }),
    e: () => may('write') && router.push(`/prompts/${prompt.id}/new?from=${state.shown}`),
    '[': () => toChange(-1),
    ']': () => toChange(1),
  });
}

/** Scrolls to where the next run of changes begins, or the one before. */
function toChange(step: 1 | -1) {
  const middle = window.innerHeight / 2;
  const starts = [...document.querySelectorAll('[data-starts]')];
  const places = starts.map((row) => row.getBoundingClientRect().top);
  const next =
    step === 1 ? starts.find((_, index) => (places[index] ?? 0) > middle + 4) : starts.findLast((_, index) => (places[index] ?? 0) < middle - 4);
  next?.scrollIntoView({ block: 'center' });
}
