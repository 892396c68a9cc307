'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useKeys } from '@/lib/use-keys';
import { Navigation } from './navigation';
import { ReloadOffer } from './reload-offer';
import classes from './shell.module.css';

const Palette = dynamic(() => import('./palette').then((part) => part.Palette), { ssr: false });
const KeysDialog = dynamic(() => import('./keys-dialog').then((part) => part.KeysDialog), { ssr: false });

/** The frame of every page: navigation beside it, and what can be called up from anywhere. */
export function Shell({ build, children }: { build: string | null; children: ReactNode }) {
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  useKeys({
    'mod+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    n: () => router.push('/prompts/new'),
  });

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <Navigation onSearch={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <main id="content" className={classes.content} tabIndex={-1}>
        <ReloadOffer build={build} />
        {children}
      </main>
      {open === 'palette' && <Palette onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />}
      {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
    </div>
  );
}
