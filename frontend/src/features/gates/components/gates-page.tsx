'use client';

import { Button, Menu } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Section } from '@/components/ui/section';
import { type Gate, ruleOf, whichOf } from '@/lib/gates';
import { useMay } from '@/lib/me';
import { gatesQuery, useUpdateGate } from '../api/gates';

const NewGateDialog = dynamic(() => import('./gate-dialogs').then((part) => part.NewGateDialog));
const EditGateDialog = dynamic(() => import('./gate-dialogs').then((part) => part.EditGateDialog));

/** What a version must have shown before production may point at it. */
export function GatesPage() {
  const isAdmin = useMay()('admin');
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(gatesQuery(false));
  const { data: archived } = useQuery(gatesQuery(true));
  return (
    <>
      <Section
        title="Gates"
        about="Rules that a version must meet before production may point at it, whoever moves it and by whatever way. What counts is a finished experiment over every item."
        actions={
          isAdmin && (
            <Button variant="filled" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
              New gate
            </Button>
          )
        }
      >
        {error && !data ? (
          <Failure what="The gates" error={error} onRetry={() => refetch()} />
        ) : !data ? (
          <RowsSkeleton what="the gates" />
        ) : data.length === 0 ? (
          <Empty title="No gates yet">
            <p>
              Whoever may release can activate any version. {isAdmin ? 'Put a gate before some prompts to let a version through only if it passes.' : 'An admin of the project can put a gate before some prompts.'}
            </p>
          </Empty>
        ) : (
          <GatesTable gates={data} isAdmin={isAdmin} />
        )}
        {isMaking && <NewGateDialog onClose={() => setMaking(false)} />}
      </Section>
      {archived && archived.length > 0 && (
        <Section title="Archived" about="They stand before nothing. Releases that came through them keep what they were shown.">
          <GatesTable gates={archived} isAdmin={isAdmin} />
        </Section>
      )}
    </>
  );
}

function GatesTable({ gates, isAdmin }: { gates: Gate[]; isAdmin: boolean }) {
  return (
    <table className={rows.rows}>
      <thead>
        <tr>
          <th scope="col">Before</th>
          <th scope="col">A version takes production only if it</th>
          <th scope="col">Changed</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {gates.map((gate) => (
          <tr key={gate.id}>
            <th scope="row">{whichOf(gate)}</th>
            <td className={`${rows.wide} ${rows.plain}`}>
              {ruleOf(gate)}
              {gate.starts_by_itself && '; saving a version begins the experiment'}
              {gate.description && <div className={rows.beside}>{gate.description}</div>}
            </td>
            <td className={rows.spare} title={`made by ${gate.created_by}`}>
              <RelativeTime at={gate.updated_at} />
            </td>
            <td className={rows.acts}>{isAdmin && <Actions gate={gate} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Actions({ gate }: { gate: Gate }) {
  const [dialog, setDialog] = useState<'edit' | 'archive' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" px={6} aria-label={`Actions for the gate before ${whichOf(gate)}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('edit')}>Edit…</Menu.Item>
          <Menu.Item onClick={() => setDialog('archive')}>{gate.archived_at ? 'Bring back…' : 'Archive…'}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && <EditGateDialog gate={gate} onClose={close} />}
      {dialog === 'archive' && <ArchiveDialog gate={gate} onClose={close} />}
    </>
  );
}

function ArchiveDialog({ gate, onClose }: { gate: Gate; onClose: () => void }) {
  const { mutate, error, isPending } = useUpdateGate(gate);
  const isArchived = gate.archived_at !== null;
  return (
    <Dialog title={`${isArchived ? 'Bring back' : 'Archive'} the gate before ${whichOf(gate)}`} onClose={onClose}>
      <DialogForm
        danger={!isArchived}
        act={isArchived ? 'Bring it back' : 'Archive the gate'}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate({ body: { archived: !isArchived } }, { onSuccess: onClose })}
      >
        <Refused what="Nothing was changed." error={error} />
        <p>{isArchived ? 'From now on it stands before the prompts it names.' : 'From now on any version of these prompts may take production, unless another gate stands before them.'}</p>
      </DialogForm>
    </Dialog>
  );
}
