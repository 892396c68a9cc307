'use client';

import { Button, Menu, NumberInput } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog, DialogForm } from '@/components/ui/dialog';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import { counted } from '@/lib/format';
import { type ApiKey, useRevokeKey, useRotateKey } from '../api/keys';
import { KeyShown } from './key-shown';

/** What can be done with a key that still works. */
export function KeyActions({ apiKey }: { apiKey: ApiKey }) {
  const [dialog, setDialog] = useState<'rotate' | 'revoke' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" px={6} aria-label={`Actions for the key ${apiKey.name}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('rotate')}>Rotate…</Menu.Item>
          <Menu.Item c="var(--bad-words)" onClick={() => setDialog('revoke')}>
            Revoke…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rotate' && <RotateDialog apiKey={apiKey} onClose={close} />}
      {dialog === 'revoke' && <RevokeDialog apiKey={apiKey} onClose={close} />}
    </>
  );
}

type Props = { apiKey: ApiKey; onClose: () => void };

function RotateDialog({ apiKey, onClose }: Props) {
  const [hours, setHours] = useState<number | string>(24);
  const { mutate, data, error, isPending } = useRotateKey(apiKey);
  if (data) {
    return (
      <KeyShown made={data} title={`The new key ${data.name}`} onClose={onClose}>
        <p>
          The old one, {apiKey.prefix}…, {Number(hours) > 0 ? `works for ${counted(Number(hours), 'hour')} more.` : 'works no more.'}
        </p>
      </KeyShown>
    );
  }
  return (
    <Dialog title={`Rotate ${apiKey.name}`} onClose={onClose}>
      <DialogForm act="Make the new key" isPending={isPending} onCancel={onClose} onSubmit={() => mutate(Number(hours))}>
        <Refused what="Nothing was rotated." error={error} />
        <p>A new key that may do the same. The old one goes on for a while, so that programs can be changed over.</p>
        <NumberInput
          label="Hours the old key goes on"
          description="0 ends it at once; at most 720."
          data-autofocus
          required
          withAsterisk={false}
          w={200}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="strict"
          min={0}
          max={720}
          value={hours}
          onChange={setHours}
        />
      </DialogForm>
    </Dialog>
  );
}

function RevokeDialog({ apiKey, onClose }: Props) {
  const { mutate, error, isPending } = useRevokeKey(apiKey);
  return (
    <Dialog title={`Revoke ${apiKey.name}`} onClose={onClose}>
      <DialogForm
        act="Revoke the key"
        danger
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => mutate(undefined, { onSuccess: onClose })}
      >
        <Refused what="It was not revoked." error={error} />
        <p>
          Programs that come with {apiKey.prefix}… are refused from the next request on, for good.{' '}
          {apiKey.used_at ? (
            <>
              It was last used <RelativeTime at={apiKey.used_at} />.
            </>
          ) : (
            'It was never used.'
          )}
        </p>
      </DialogForm>
    </Dialog>
  );
}
