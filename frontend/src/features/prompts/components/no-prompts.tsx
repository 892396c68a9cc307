'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { CopyBlock } from '@/components/ui/copy-block';
import { Empty } from '@/components/ui/empty';
import { useMay } from '@/lib/me';
import { useOrigin } from '@/lib/use-origin';
import { createByCurl } from '../snippets';
import type { ListState } from '../use-list-state';

/** Nothing this far, nothing found, nothing archived, or nothing yet: each with its next step. */
export function NoPrompts({ state }: { state: ListState }) {
  const origin = useOrigin();
  const mayWrite = useMay()('write');
  if (!state.isFirst) {
    return (
      <Empty title="Nothing is left on this page">
        <p>The prompts that stood here were deleted or archived, or the filter finds fewer than before.</p>
        <div>
          <Button onClick={() => state.toFirst()}>First page</Button>
        </div>
      </Empty>
    );
  }
  if (state.isFiltered) {
    return (
      <Empty title="No prompt matches">
        <p>
          Names, descriptions, tags and the newest bodies are searched for the text as it stands; under three characters
          names and tags only.
        </p>
        <div>
          <Button onClick={() => state.clear()}>Show all prompts</Button>
        </div>
      </Empty>
    );
  }
  if (state.filter.archived) {
    return (
      <Empty title="No prompt is archived">
        <p>An archived prompt is served as before, but leaves this list and takes no new versions.</p>
      </Empty>
    );
  }
  if (!mayWrite) {
    return (
      <Empty title="No prompts yet">
        <p>You may read what others write here. To write prompts yourself, ask an admin for the role editor.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No prompts yet">
      <p>Write the first one here, or send it from where your prompts are now:</p>
      <CopyBlock label="Create a prompt with curl" text={createByCurl(origin)} />
      <div>
        <Button component={Link} href="/prompts/new" variant="filled">
          New prompt
        </Button>
      </div>
    </Empty>
  );
}
