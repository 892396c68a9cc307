'use client';

import { Button } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import type { Prompt } from '@/lib/bodies';
import { useActivate } from '../api/activate-version';
import { useRollBack } from '../api/roll-back';

/** A move of the production pointer that was just made here. */
export type Done = { how: 'activated' | 'rolled back' | 'undone'; from: number | null; to: number | null };

type Props = { prompt: Prompt; done: Done; onDone: (done: Done | null) => void };

/** Says which version is served now, and offers the way back. */
export function ReleaseNotice({ prompt, done, onDone }: Props) {
  const rollBack = useRollBack(prompt.id);
  const activate = useActivate(prompt.id);
  const { how, from, to } = done;
  const finish = { onSuccess: () => onDone({ how: 'undone', from: to, to: from }) };
  const undo = () => {
    if (how === 'activated') rollBack.mutate({ expected: to, reason: 'Undone' }, finish);
    else if (from !== null) activate.mutate({ version: from, expected: to, reason: 'Undone' }, finish);
  };

  return (
    <>
      <Refused what="Nothing was undone." error={rollBack.error ?? activate.error} />
      <Notice
        title={how === 'activated' ? 'Activated.' : how === 'undone' ? 'Undone.' : 'Rolled back.'}
        actions={
          how !== 'undone' &&
          from !== null && (
            <Button size="compact-sm" loading={rollBack.isPending || activate.isPending} onClick={undo}>
              Undo
            </Button>
          )
        }
        onClose={() => onDone(null)}
      >
        {from === null ? 'None' : `v${from}`} → <strong>{to === null ? 'none' : `v${to}`}</strong> is served from now on.
      </Notice>
    </>
  );
}
