'use client';

import { Button, NativeSelect, NumberInput, SegmentedControl, TagsInput } from '@mantine/core';
import { IconDatabasePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Dialog, DialogEnd, DialogForm } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { datasetChoicesQuery, type Sources, type Taken, useTakeIn } from '@/lib/datasets';
import { count } from '@/lib/format';
import { useMay } from '@/lib/me';

type Props = { sources: Sources; compact?: boolean };

/** Makes items of a dataset out of what was asked, and if wanted answered, in runs or traces. */
export function AddToDataset({ sources, compact }: Props) {
  const mayWrite = useMay()('write');
  const [isOpen, setOpen] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button size={compact ? 'compact-sm' : 'sm'} leftSection={<IconDatabasePlus size={15} aria-hidden />} onClick={() => setOpen(true)}>
        Add to a dataset…
      </Button>
      {isOpen && <AddDialog sources={sources} onClose={() => setOpen(false)} />}
    </>
  );
}

function AddDialog({ sources, onClose }: { sources: Sources; onClose: () => void }) {
  const { data: datasets } = useQuery(datasetChoicesQuery());
  const [chosen, setChosen] = useState('');
  const [expected, setExpected] = useState<'none' | 'output'>('none');
  const [limit, setLimit] = useState<number | string>(100);
  const [tags, setTags] = useState<string[]>([]);
  const { mutate, data: taken, error, isPending } = useTakeIn(sources);
  const many = sources.ids === undefined;
  if (taken) return <Done taken={taken} datasetId={chosen} onClose={onClose} />;
  if (datasets?.length === 0) {
    return (
      <Dialog title="Add to a dataset" onClose={onClose}>
        <p>
          There is no dataset yet.{' '}
          <Link className="words" href="/datasets">
            Make one
          </Link>{' '}
          first.
        </p>
        <DialogEnd onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={many ? `Add these ${sources.of} to a dataset` : 'Add to a dataset'} onClose={onClose}>
      <DialogForm
        act="Add"
        disabled={!chosen}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ dataset_id: chosen, expected, tags, ...(many && { limit: Number(limit) || 1 }) })}
      >
        <Refused what="Nothing was added." error={error} />
        <NativeSelect
          label="Dataset"
          data-autofocus
          data={[{ value: '', label: 'Choose…' }, ...(datasets ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          value={chosen}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        {many && (
          <NumberInput
            label="How many at most"
            description={`The newest of the ${sources.of} that this list shows, by its filter.`}
            allowDecimal={false}
            allowNegative={false}
            min={1}
            max={10_000}
            value={limit}
            onChange={setLimit}
          />
        )}
        <div>
          <SegmentedControl
            aria-label="What is expected"
            data={[
              { value: 'none', label: 'Input alone' },
              { value: 'output', label: 'Its output is what is expected' },
            ]}
            value={expected}
            onChange={(value) => setExpected(value as 'none' | 'output')}
          />
        </div>
        <TagsInput label="Tags" value={tags} maxTags={20} onChange={setTags} />
        <p>An input that is in the dataset already stays as it is.</p>
      </DialogForm>
    </Dialog>
  );
}

function Done({ taken, datasetId, onClose }: { taken: Taken; datasetId: string; onClose: () => void }) {
  return (
    <Dialog title="Added to the dataset" onClose={onClose}>
      <Notice tone={taken.added > 0 ? 'ok' : 'warn'} title={taken.added > 0 ? `${count(taken.added)} new in v${taken.version}.` : 'Nothing new.'}>
        {taken.unchanged > 0 && `${count(taken.unchanged)} were there already. `}
        {taken.skipped > 0 && `${count(taken.skipped)} were left out: ${taken.reasons.join(' ')} `}
        <Link href={`/datasets/${datasetId}` as '/datasets'} prefetch={false}>
          Look at the dataset
        </Link>
      </Notice>
      <DialogEnd onClose={onClose} />
    </Dialog>
  );
}
