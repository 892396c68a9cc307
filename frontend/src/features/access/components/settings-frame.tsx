'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import tabs from '@/components/ui/tabs.module.css';
import { meQuery, type Right, useMay } from '@/lib/me';

type Path = '/settings/members' | '/settings/keys' | '/settings/connections' | '/settings/scales' | '/settings/gates' | '/settings/project' | '/settings/audit';

const SECTIONS: [path: Path, name: string, needs: Right][] = [
  ['/settings/members', 'Members', 'read'],
  ['/settings/keys', 'API keys', 'admin'],
  ['/settings/connections', 'Connections', 'read'],
  ['/settings/scales', 'Scales', 'read'],
  ['/settings/gates', 'Gates', 'read'],
  ['/settings/project', 'Project', 'read'],
  ['/settings/audit', 'Audit log', 'admin'],
];

/** The project's settings, a page a section. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const may = useMay();
  const { data: me } = useQuery(meQuery());
  return (
    <>
      <PageHeader title={<h1>Settings</h1>} below={me?.project?.name ?? '\u00a0'} />
      <nav className={tabs.tabs} aria-label="Settings">
        {SECTIONS.filter(([, , needs]) => may(needs)).map(([path, name]) => (
          <Link key={path} href={path} prefetch={false} aria-current={pathname === path ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {children}
    </>
  );
}
