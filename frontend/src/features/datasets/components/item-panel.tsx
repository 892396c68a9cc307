'use client';

import { Button, CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { Value } from '@/components/evaluations/value';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { FailureNotice } from '@/components/ui/failure';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import { Bar } from '@/components/ui/skeleton';
import type { Dataset, Item } from '@/lib/datasets';
import { useMay } from '@/lib/me';
import { itemQuery, useRemoveItem } from '../api/datasets';
import classes from './dataset-page.module.css';

const ItemDialog = dynamic(() => import('./item-dialog').then((part) => part.ItemDialog));

type Props = { dataset: Dataset; itemKey: string; version: number | null; onClose: () => void };

/** One item whole, where it came from, and all it was before. */
export function ItemPanel({ dataset, itemKey, version, onClose }: Props) {
  const mayWrite = useMay()('write');
  const [dialog, setDialog] = useState<'change' | 'remove' | null>(null);
  const { data, error, refetch } = useQuery(itemQuery(dataset.id, itemKey, version));
  const item = data?.item;
  const isNow = mayWrite && dataset.archived_at === null && item?.removed_in === null;
  return (
    <section className={classes.panel} aria-label={`Item ${itemKey}`}>
      <div className={classes.panelHead}>
        <h3>{itemKey}</h3>
        {isNow && (
          <>
            <Button size="compact-sm" onClick={() => setDialog('change')}>
              Change…
            </Button>
            <Button size="compact-sm" onClick={() => setDialog('remove')}>
              Remove…
            </Button>
          </>
        )}
        <CloseButton size="sm" aria-label="Close the item (Esc)" onClick={onClose} />
      </div>
      {error && !item && <FailureNotice what="The item" error={error} onRetry={() => refetch()} />}
      {!item && !error && <Bar width="long" />}
      {item && (
        <>
          <h4>Input</h4>
          <Value label="Input" value={item.input} />
          <h4>Expected</h4>
          <Value label="Expected" value={item.expected} />
          {item.metadata && (
            <>
              <h4>Metadata</h4>
              <Value label="Metadata" value={item.metadata} />
            </>
          )}
          <p className={classes.summary}>
            In since v{item.added_in}
            {item.removed_in !== null && `, until v${item.removed_in - 1}`} · {item.created_by}, <RelativeTime at={item.created_at} />
            <Source item={item} />
          </p>
          {item.history.length > 1 && <p className={classes.summary}>It was otherwise in {item.history.filter(({ id }) => id !== item.id).map(({ added_in }) => `v${added_in}`).join(', ')}.</p>}
        </>
      )}
      {dialog === 'change' && item && <ItemDialog dataset={dataset} item={item} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && item && <RemoveDialog dataset={dataset} item={item} onClose={() => setDialog(null)} onDone={onClose} />}
    </section>
  );
}

function Source({ item: { source_run_id, source_trace_id } }: { item: Item }) {
  if (!source_run_id && !source_trace_id) return null;
  return (
    <>
      {' · '}
      {source_run_id ? (
        <Link className="words" href={`/runs/${source_run_id}` as '/runs'} prefetch={false}>
          from a run
        </Link>
      ) : (
        <Link className="words" href={`/traces/${source_trace_id}` as '/traces'} prefetch={false}>
          from a trace
        </Link>
      )}
    </>
  );
}

function RemoveDialog({ dataset, item, onClose, onDone }: { dataset: Dataset; item: Item; onClose: () => void; onDone: () => void }) {
  const { mutate, error, isPending } = useRemoveItem(dataset);
  return (
    <Dialog title={`Remove ${item.key}?`} onClose={onClose}>
      <DialogForm danger act="Remove it" isPending={isPending} onCancel={onClose} onSubmit={() => mutate(item.key, { onSuccess: onDone })}>
        <Refused what="Nothing was removed." error={error} />
        <p>The next version will be without it. Versions up to v{dataset.latest_version} keep it.</p>
      </DialogForm>
    </Dialog>
  );
}
