'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { CopyBlock } from '@/components/ui/copy-block';
import { Empty } from '@/components/ui/empty';
import { useMay } from '@/lib/me';
import { useOrigin } from '@/lib/use-origin';
import { askByCurl } from '../snippets';

/** The first step, before there is a run. */
export function NoRuns() {
  const origin = useOrigin();
  const may = useMay();
  return (
    <Empty title="No runs yet">
      <p>A run is one execution of a prompt: what was asked, what was answered, by which model, how long it took and what it cost.</p>
      {may('write') && (
        <div>
          <Button component={Link} href="/try" variant="filled">
            Try a prompt
          </Button>
        </div>
      )}
      <p>Or ask for one from a program:</p>
      <CopyBlock label="Ask for a run with curl" text={askByCurl(origin)} />
    </Empty>
  );
}
