'use client';

import { Button, Modal, Textarea } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { GateRefusal, useOverride } from '@/components/gates/gate-refusal';
import { FailureNotice } from '@/components/ui/failure';
import { RelativeTime } from '@/components/ui/relative-time';
import { Bar } from '@/components/ui/skeleton';
import type { Prompt } from '@/lib/bodies';
import { hasStatus, Refusal } from '@/lib/problem';
import { releasesQuery } from '../api/list-releases';
import { useRollBack } from '../api/roll-back';
import { newestUndoable } from '../undoable';
import { ChangedMeanwhile } from './activate-dialog';
import classes from './dialogs.module.css';
import { Move } from './move';
import type { Done } from './release-notice';

type Props = { prompt: Prompt; onClose: () => void; onDone: (done: Done) => void };

/** Shows which release a rollback undoes, asks why, and undoes it. */
export function RollBackDialog({ prompt, onClose, onDone }: Props) {
  const [seen] = useState(prompt.active_version);
  const [reason, setReason] = useState('');
  const { release, failure, look } = useUndoable(prompt.id);
  const { mutate, error, isPending } = useRollBack(prompt.id);
  const override = useOverride(error);
  const changed = hasStatus(error, 412) && error instanceof Refusal;
  const active = prompt.active_version;

  return (
    <Modal opened onClose={onClose} title="Roll back" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          mutate(
            { expected: changed ? active : seen, reason: reason.trim() || null, ...override.asked },
            { onSuccess: (now) => onDone({ how: 'rolled back', from: active, to: now.active_version }) },
          );
        }}
      >
        {changed ? (
          <ChangedMeanwhile prompt={prompt} seen={seen} actual={error.problem.actual ?? null} />
        ) : (
          <GateRefusal what="Nothing was rolled back." error={error} override={override} />
        )}
        {release === undefined &&
          (failure ? <FailureNotice what="The releases" error={failure} onRetry={look} /> : <Bar width="long" />)}
        {release === null && (
          <p className={classes.quiet}>
            There is no release left that could be undone. To serve another version, open it and activate it.
          </p>
        )}
        {release && release.from_version !== null && (
          <>
            <Move name={prompt.name} from={active} to={release.from_version} />
            <p className={classes.quiet}>
              Undoes the release of v{release.to_version} by {release.actor}, <RelativeTime at={release.created_at} />
              {release.reason && `: “${release.reason}”`}.
            </p>
          </>
        )}
        {release !== null && !failure && (
          <Textarea
            label="Why"
            description={override.isOn ? 'Stays in the release history, and is needed to override a gate.' : 'Stays in the release history. May be left out.'}
            required={override.isOn}
            withAsterisk={false}
            data-autofocus
            autosize
            minRows={2}
            maxRows={6}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{release === null ? 'Close' : 'Cancel'}</Button>
          {release && (
            <Button type="submit" variant="filled" color={override.isOn ? 'var(--delete)' : undefined} loading={isPending}>
              Roll back to v{release.from_version}
              {override.isOn && ' past the gates'}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}

/** The release that a rollback undoes, looked for page by page: null if there is none, undefined until that is known. */
function useUndoable(promptId: string) {
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(releasesQuery(promptId));
  const found = data && newestUndoable(data.pages.flatMap((page) => page.rows));
  const isFurtherOn = found === undefined && hasNextPage;
  const failure = isFetching ? null : error;
  useEffect(() => {
    if (isFurtherOn && !isFetching && !error) fetchNextPage();
  }, [isFurtherOn, isFetching, error, fetchNextPage]);
  return { release: isFurtherOn ? undefined : data && (found ?? null), failure, look: () => refetch() };
}
