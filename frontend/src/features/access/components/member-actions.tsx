'use client';

import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { CopyBlock } from '@/components/ui/copy-block';
import { Dialog, DialogEnd, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { type Member, useMakePasswordLink, useRemoveMember } from '../api/members';

/** What an admin can do with a member besides giving a role. */
export function MemberActions({ member }: { member: Member }) {
  const [dialog, setDialog] = useState<'link' | 'remove' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" px={6} aria-label={`Actions for ${member.name}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {member.is_active && <Menu.Item onClick={() => setDialog('link')}>Password link…</Menu.Item>}
          <Menu.Item c="var(--bad-words)" onClick={() => setDialog('remove')}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'link' && <PasswordLinkDialog member={member} onClose={close} />}
      {dialog === 'remove' && <RemoveDialog member={member} onClose={close} />}
    </>
  );
}

type Props = { member: Member; onClose: () => void };

function PasswordLinkDialog({ member, onClose }: Props) {
  const { mutate, data, error, isPending } = useMakePasswordLink(member);
  return (
    <Dialog title={`Password of ${member.name}`} stays={data !== undefined} onClose={onClose}>
      {data ? (
        <>
          <p>Hand this link over yourself. It is shown only now, works once, and for three days.</p>
          <CopyBlock label="Password link" text={data.link} />
          <DialogEnd onClose={onClose} />
        </>
      ) : (
        <DialogForm act="Make the link" isPending={isPending} onCancel={onClose} onSubmit={() => mutate()}>
          <Refused what="No link was made." error={error} />
          <p>
            By a one-time link {member.name} sets a new password. The old one works until then; afterwards every session
            of theirs has ended.
          </p>
        </DialogForm>
      )}
    </Dialog>
  );
}

function RemoveDialog({ member, onClose }: Props) {
  const { mutate, error, isPending } = useRemoveMember(member);
  return (
    <Dialog title={`Remove ${member.name}`} onClose={onClose}>
      <DialogForm
        act="Remove from the project"
        danger
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(undefined, { onSuccess: onClose })}
      >
        <Refused what="Nobody was removed." error={error} />
        <p>
          {member.name} may do nothing in this project from the next request on. What they wrote stays, with their name.
          The keys they made go on working; revoke those they know.
        </p>
      </DialogForm>
    </Dialog>
  );
}
