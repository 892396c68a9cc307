'use client';

import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import type { Connection } from '@/lib/connections';
import { useDeleteConnection, type useTestConnection, useUpdateConnection } from '../api/connections';

const EditConnectionDialog = dynamic(() => import('./edit-connection-dialog').then((part) => part.EditConnectionDialog));

type Props = { connection: Connection; trial: ReturnType<typeof useTestConnection> };

/** What an admin can do with a connection. The built-in one can be tried, and nothing else. */
export function ConnectionActions({ connection, trial }: Props) {
  const [dialog, setDialog] = useState<'edit' | 'default' | 'delete' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" px={6} aria-label={`Actions for the connection ${connection.name}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => trial.mutate(connection)}>Test</Menu.Item>
          {!connection.is_built_in && (
            <>
              <Menu.Item onClick={() => setDialog('edit')}>Edit…</Menu.Item>
              {!connection.is_default && <Menu.Item onClick={() => setDialog('default')}>Make it the default…</Menu.Item>}
              <Menu.Divider />
              <Menu.Item c="var(--bad-words)" onClick={() => setDialog('delete')}>
                Delete…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && <EditConnectionDialog connection={connection} onClose={close} />}
      {dialog === 'default' && <DefaultDialog connection={connection} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog connection={connection} onClose={close} />}
    </>
  );
}

type DialogProps = { connection: Connection; onClose: () => void };

function DefaultDialog({ connection, onClose }: DialogProps) {
  const { mutate, error, isPending } = useUpdateConnection(connection);
  return (
    <Dialog title={`Make ${connection.name} the default`} onClose={onClose}>
      <DialogForm
        act="Make it the default"
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ body: { is_default: true } }, { onSuccess: onClose })}
      >
        <Refused what="The default stays as it was." error={error} />
        <p>Runs that name no connection are sent to it from now on, those of programs among them.</p>
      </DialogForm>
    </Dialog>
  );
}

function DeleteDialog({ connection, onClose }: DialogProps) {
  const { mutate, error, isPending } = useDeleteConnection(connection);
  return (
    <Dialog title={`Delete ${connection.name}`} onClose={onClose}>
      <DialogForm
        act="Delete the connection"
        danger
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(undefined, { onSuccess: onClose })}
      >
        <Refused what="It was not deleted." error={error} />
        <p>
          Its key is forgotten, and runs that name it are refused from now on.
          {connection.is_default && ' It is the default: runs that name none go to the built-in echo then.'} Past runs keep its
          name.
        </p>
      </DialogForm>
    </Dialog>
  );
}
