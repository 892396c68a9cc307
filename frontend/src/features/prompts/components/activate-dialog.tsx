'use client';

import { Button, Modal, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { GateRefusal, useOverride } from '@/components/gates/gate-refusal';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Prompt } from '@/lib/bodies';
import { hasStatus, Refusal } from '@/lib/problem';
import { useActivate } from '../api/activate-version';
import { diffQuery } from '../api/get-diff';
import { releasesQuery } from '../api/list-releases';
import { summaryOf } from '../diff/summary';
import classes from './dialogs.module.css';
import { Move } from './move';
import type { Done } from './release-notice';
import { SummaryLine } from './summary-line';

type Props = { prompt: Prompt; version: number; onClose: () => void; onDone: (done: Done) => void };

/** Asks why, and moves the pointer only from where it was seen. */
export function ActivateDialog({ prompt, version, onClose, onDone }: Props) {
  const [expected, setExpected] = useState(prompt.active_version);
  const [reason, setReason] = useState('');
  const { mutate, error, isPending, reset } = useActivate(prompt.id);
  const override = useOverride(error);
  const changed = hasStatus(error, 412) && error instanceof Refusal ? (error.problem.actual ?? null) : undefined;
  const activate = (from: number | null) => {
    setExpected(from);
    mutate(
      { version, expected: from, reason: reason.trim() || null, ...override.asked },
      { onSuccess: () => onDone({ how: 'activated', from, to: version }) },
    );
  };

  return (
    <Modal opened onClose={onClose} title={`Activate v${version}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          activate(changed === undefined ? expected : changed);
        }}
      >
        {changed === undefined ? (
          <GateRefusal what="Nothing was activated." error={error} override={override} />
        ) : (
          <ChangedMeanwhile prompt={prompt} seen={expected} actual={changed} />
        )}
        <Move name={prompt.name} from={changed === undefined ? expected : changed} to={version} />
        <WhatChanges prompt={prompt} from={changed === undefined ? expected : changed} to={version} />
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
          onChange={(event) => {
            setReason(event.currentTarget.value);
            if (changed === undefined && !override.isOffered) reset();
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" color={override.isOn ? 'var(--delete)' : undefined} loading={isPending}>
            {override.isOn ? `Activate v${version} past the gates` : changed === undefined || changed === null ? `Activate v${version}` : `Activate v${version} instead of v${changed}`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

type ChangedProps = { prompt: Prompt; seen: number | null; actual: number | null };

/** Somebody moved the pointer first: who, when and why. */
export function ChangedMeanwhile({ prompt, seen, actual }: ChangedProps) {
  const { data } = useInfiniteQuery(releasesQuery(prompt.id));
  const release = data?.pages[0]?.rows.find((row) => row.to_version === actual);
  const words = (version: number | null) => (version === null ? 'no version' : `v${version}`);
  return (
    <Notice tone="bad" title="Nothing was changed.">
      You saw {words(seen)} active; meanwhile it is {words(actual)}
      {release && (
        <>
          , by {release.actor} <RelativeTime at={release.created_at} />
          {release.reason && `: “${release.reason}”`}
        </>
      )}
      .
    </Notice>
  );
}

function WhatChanges({ prompt, from, to }: { prompt: Prompt; from: number | null; to: number }) {
  const { data } = useQuery({ ...diffQuery(prompt.id, from ?? 1, to), enabled: from !== null && from !== to });
  return (
    <p className={classes.what}>
      {data && (
        <>
          <SummaryLine summary={summaryOf(data)} />{' '}
          <Link className="words" href={`/prompts/${prompt.id}?tab=changes&from=${from}&v=${to}`} target="_blank">
            Look at the changes
          </Link>
        </>
      )}
    </p>
  );
}
