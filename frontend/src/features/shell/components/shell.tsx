'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { meQuery, useMay } from '@/lib/me';
import { hasCode } from '@/lib/problem';
import { actIn } from '@/lib/project';
import { useKeys } from '@/lib/use-keys';
import { useProjectInAddress } from '../use-project';
import { Navigation } from './navigation';
import { NoProjectYet, NoSuchProject } from './no-project';
import { ReloadOffer } from './reload-offer';
import classes from './shell.module.css';

const Palette = dynamic(() => import('./palette').then((part) => part.Palette), { ssr: false });
const KeysDialog = dynamic(() => import('./keys-dialog').then((part) => part.KeysDialog), { ssr: false });

/** The frame of every page: navigation beside it, and what can be called up from anywhere. */
export function Shell({ build, children }: { build: string | null; children: ReactNode }) {
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const may = useMay();
  useKeys({
    'mod+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    n: () => may('write') && router.push('/prompts/new'),
  });

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <Navigation onSearch={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <main id="content" className={classes.content} tabIndex={-1}>
        <ReloadOffer build={build} />
        <Inside>{children}</Inside>
      </main>
      {open === 'palette' && <Palette onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />}
      {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
    </div>
  );
}

/** The page, if there is a project for it to be in. One's account is in none. */
function Inside({ children }: { children: ReactNode }) {
  const { data: me, error } = useQuery(meQuery());
  const isOutside = usePathname().startsWith('/account');
  const isUnknown = !me && hasCode(error, 'no_such_project');
  useProjectInAddress(me?.project?.slug);
  useEffect(() => {
    if (isUnknown) actIn(null);
  }, [isUnknown]);
  if (isUnknown) return <NoSuchProject />;
  return me && !me.project && !isOutside ? <NoProjectYet /> : children;
}
