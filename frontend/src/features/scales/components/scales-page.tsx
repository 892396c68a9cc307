'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Section } from '@/components/ui/section';
import { useMay } from '@/lib/me';
import { scalesQuery } from '@/lib/scores';
import { archivedQuery } from '../api/scales';
import { ScalesTable } from './scales-table';

const NewScaleDialog = dynamic(() => import('./new-scale-dialog').then((part) => part.NewScaleDialog));

/** What people are asked when they judge runs, traces and sessions. */
export function ScalesPage() {
  const mayWrite = useMay()('write');
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(scalesQuery());
  const { data: archived } = useQuery(archivedQuery());

  return (
    <>
      <Section
        title="Scales"
        about="What people are offered to judge runs, traces and sessions by. A score that has a scale's name must have one of its values, whether a person or a program gives it."
        actions={
          mayWrite && (
            <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
              New scale
            </Button>
          )
        }
      >
        {error && !data ? (
          <Failure what="The scales" error={error} onRetry={() => refetch()} />
        ) : !data ? (
          <RowsSkeleton what="the scales" />
        ) : data.length === 0 ? (
          <NoScales mayWrite={mayWrite} />
        ) : (
          <ScalesTable scales={data} mayWrite={mayWrite} />
        )}
        {isMaking && <NewScaleDialog onClose={() => setMaking(false)} />}
      </Section>
      {archived && archived.length > 0 && (
        <Section title="Archived" about="No longer offered. Scores that were given on them stay.">
          <ScalesTable scales={archived} mayWrite={mayWrite} />
        </Section>
      )}
    </>
  );
}

function NoScales({ mayWrite }: { mayWrite: boolean }) {
  return (
    <Empty title="No scales yet">
      <p>
        Until there is one, people are asked whether something was helpful, yes or no.{' '}
        {mayWrite ? 'Make a scale to ask for something else.' : 'An editor of the project can make one.'}
      </p>
    </Empty>
  );
}
