'use client';

import type { ReactNode } from 'react';
import { CopyBlock } from '@/components/ui/copy-block';
import { Dialog, DialogEnd } from '@/components/ui/dialog';
import { useOrigin } from '@/lib/use-origin';
import type { NewKey } from '../api/keys';

type Props = { made: NewKey; title: string; children?: ReactNode; onClose: () => void };

/** A new key, the only time that it is shown, and a command that tries it. */
export function KeyShown({ made, title, children, onClose }: Props) {
  const origin = useOrigin();
  const reads = made.scopes.includes('read');
  const command = `curl -H 'Authorization: Bearer ${made.key}' \\\n  '${origin}/api/${reads ? 'prompts?limit=1' : 'me'}'`;
  return (
    <Dialog title={title} stays onClose={onClose}>
      <p>Put it where the program reads its secrets. It is shown only now.</p>
      <CopyBlock label="API key" text={made.key} />
      {children}
      <p>To try it:</p>
      <CopyBlock label="Try the key with curl" text={command} />
      <DialogEnd onClose={onClose} />
    </Dialog>
  );
}
