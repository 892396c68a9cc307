'use client';

import { draftOf, readableBodyOf } from '@/components/drafts/draft';
import { KeptDraftOffer } from '@/components/drafts/kept-draft-offer';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import type { Prompt } from '@/lib/bodies';
import type { View } from '../search-params';
import type { VersionDraft } from '../use-version-draft';
import { Conflict } from './conflict';

type Props = { prompt: Prompt; written: VersionDraft; view: View };

/** What stands between a draft and its being saved, and what was left of an earlier one. */
export function DraftNotices({ prompt, written, view }: Props) {
  const { found, unreadable, conflict, same, error, seen, base, draft, forget, goOn } = written;
  return (
    <>
      {found && <KeptDraftOffer onTake={() => goOn(found)} onForget={forget} />}
      {unreadable && (
        <Notice tone="bad" title="Nothing was saved.">
          {unreadable}
        </Notice>
      )}
      {conflict !== null ? (
        <Conflict
          prompt={prompt}
          seen={seen}
          actual={conflict}
          mine={readableBodyOf(draft, base)}
          view={view}
          onKeep={(theirs) => goOn({ base: theirs, seen: theirs.version })}
          onMerge={(theirs, merged) => goOn({ base: theirs, seen: theirs.version, draft: draftOf(merged) })}
          onTake={(theirs) => goOn({ base: theirs, seen: theirs.version, draft: draftOf(theirs) })}
        />
      ) : (
        <Refused what="Nothing was saved." error={error} />
      )}
      {same !== null && <Notice title={`v${same} says the same already.`}>No new version was made of it.</Notice>}
    </>
  );
}
