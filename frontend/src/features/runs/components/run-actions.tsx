'use client';

import { Button } from '@mantine/core';
import { IconActivity, IconTerminal2 } from '@tabler/icons-react';
import Link from 'next/link';
import { AddToDataset } from '@/components/datasets/add-to-dataset';
import { reason } from '@/components/ui/failure';
import { useMay } from '@/lib/me';
import { useCancelRun } from '../api/runs';
import { isOpen, type Run } from '../words';

/** To its trace, the same again, and an end to it. */
export function RunActions({ run }: { run: Run }) {
  const may = useMay();
  const cancel = useCancelRun();
  return (
    <>
      {cancel.error && <span role="alert">It was not cancelled. {reason(cancel.error)}</span>}
      {!isOpen(run) && (
        <Button
          component={Link}
          href={`/traces/${run.trace_id}` as '/traces'}
          prefetch={false}
          variant="default"
          leftSection={<IconActivity size={15} aria-hidden />}
        >
          Trace
        </Button>
      )}
      {!isOpen(run) && <AddToDataset sources={{ of: 'runs', ids: [run.id] }} />}
      {may('write') && isOpen(run) && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
          Cancel the run
        </Button>
      )}
      {may('write') && (
        <Button
          component={Link}
          href={`/try?run=${run.id}` as '/try'}
          prefetch={false}
          variant="filled"
          leftSection={<IconTerminal2 size={15} aria-hidden />}
        >
          Try again
        </Button>
      )}
    </>
  );
}
