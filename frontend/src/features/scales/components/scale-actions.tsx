'use client';

import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import type { Scale } from '@/lib/scores';
import { useUpdateScale } from '../api/scales';

const EditScaleDialog = dynamic(() => import('./edit-scale-dialog').then((part) => part.EditScaleDialog));

/** What an editor can do with a scale. It is archived and not deleted, since scores tell of it. */
export function ScaleActions({ scale }: { scale: Scale }) {
  const [dialog, setDialog] = useState<'edit' | 'archive' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" px={6} aria-label={`Actions for the scale ${scale.name}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('edit')}>Edit…</Menu.Item>
          <Menu.Item onClick={() => setDialog('archive')}>{scale.archived_at ? 'Bring back…' : 'Archive…'}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && <EditScaleDialog scale={scale} onClose={close} />}
      {dialog === 'archive' && <ArchiveDialog scale={scale} onClose={close} />}
    </>
  );
}

function ArchiveDialog({ scale, onClose }: { scale: Scale; onClose: () => void }) {
  const { mutate, error, isPending } = useUpdateScale(scale);
  const isArchived = scale.archived_at !== null;
  return (
    <Dialog title={`${isArchived ? 'Bring back' : 'Archive'} ${scale.name}`} onClose={onClose}>
      <DialogForm
        act={isArchived ? 'Bring it back' : 'Archive the scale'}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ body: { archived: !isArchived } }, { onSuccess: onClose })}
      >
        <Refused what="Nothing was changed." error={error} />
        <p>
          {isArchived
            ? 'People are offered it again, and scores of this name must be among its values.'
            : 'People are no longer offered it, and scores of this name may have any value. Those that were given stay.'}
        </p>
      </DialogForm>
    </Dialog>
  );
}
