'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Failure } from '@/components/ui/failure';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import { connectionsQuery } from '@/lib/connections';
import { useMay } from '@/lib/me';
import { useTestConnection } from '../api/connections';
import classes from './connections.module.css';
import { ConnectionsTable } from './connections-table';
import { TrialNotice } from './trial-notice';

const NewConnectionDialog = dynamic(() => import('./new-connection-dialog').then((part) => part.NewConnectionDialog));

/** Where runs are sent. */
export function ConnectionsPage() {
  const isAdmin = useMay()('admin');
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(connectionsQuery());
  const trial = useTestConnection();

  return (
    <Section
      title="Connections"
      about="Ways to reach models, for the runs that are asked of Promptside. A run that names none takes the default. Keys are kept encrypted, and never shown."
      actions={
        isAdmin && (
          <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            New connection
          </Button>
        )
      }
    >
      <Inner>
        <TrialNotice trial={trial} />
      </Inner>
      {error && !data ? (
        <Failure what="The connections" error={error} onRetry={() => refetch()} />
      ) : data ? (
        <ConnectionsTable connections={data} isAdmin={isAdmin} trial={trial} />
      ) : (
        <RowsSkeleton what="the connections" />
      )}
      {data && data.every((connection) => connection.is_built_in) && (
        <Inner>
          <p className={classes.only}>
            Only the built-in echo is here, which says back what it is sent and needs no network.{' '}
            {isAdmin ? 'Add a connection to reach a model.' : 'An admin of the project can add one that reaches a model.'}
          </p>
        </Inner>
      )}
      {isMaking && <NewConnectionDialog onClose={() => setMaking(false)} />}
    </Section>
  );
}
