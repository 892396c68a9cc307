'use client';

import { IconAdjustmentsHorizontal, IconCode, IconLogout, IconMenu2, IconSearch, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Fragment, useState } from 'react';
import { Key } from '@/components/ui/key';
import { meQuery, useMay } from '@/lib/me';
import { DEFAULT } from '@/lib/project';
import { useSignOut } from '../api/sign-out';
import { GROUPS, isWithin } from '../places';
import classes from './navigation.module.css';
import { ProjectSwitcher } from './project-switcher';
import { SchemeButton } from './scheme-button';

const ICON = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

export function Navigation({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }) {
  const pathname = usePathname();
  const [unfolded, setUnfolded] = useState(false);
  const { data: me } = useQuery(meQuery());
  const may = useMay();
  const fold = () => setUnfolded(false);

  return (
    <div className={classes.side} data-unfolded={unfolded || undefined}>
      <div className={classes.top}>
        <Link href="/prompts" className={classes.brand} onClick={fold}>
          <span className={classes.sign} aria-hidden>
            P
          </span>
          Promptside
          {me?.project && me.project.slug !== DEFAULT && <span className={classes.where}>{me.project.name}</span>}
        </Link>
        <button type="button" className={classes.search} onClick={onSearch}>
          <IconSearch {...ICON} />
          <span className={classes.searchWord}>Search</span>
          <Key>⌘K</Key>
        </button>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={unfolded}
          aria-controls="navigation"
          aria-label="Menu"
          onClick={() => setUnfolded(!unfolded)}
        >
          <IconMenu2 size={18} stroke={1.6} aria-hidden />
        </button>
      </div>

      <nav id="navigation" className={classes.groups} aria-label="Main">
        <ProjectSwitcher />
        {GROUPS.map(([group, places]) => (
          <Fragment key={group}>
            <div className={classes.group}>{group}</div>
            {places.filter(({ needs }) => !needs || may(needs)).map(({ path, name, icon: Icon }) => (
              <Link
                key={path}
                href={path}
                className={classes.link}
                aria-current={isWithin(pathname, path) ? 'page' : undefined}
                onClick={fold}
              >
                <Icon {...ICON} /> {name}
              </Link>
            ))}
          </Fragment>
        ))}
        {me?.project && (
          <>
            <div className={classes.group}>Project</div>
            <Link
              href="/settings/members"
              className={classes.link}
              aria-current={pathname.startsWith('/settings') ? 'page' : undefined}
              onClick={fold}
            >
              <IconAdjustmentsHorizontal {...ICON} /> Settings
            </Link>
          </>
        )}
        <div className={classes.group}>Installation</div>
        {me?.person?.is_operator && (
          <a href="/admin/" className={classes.link}>
            <IconSettings {...ICON} /> Admin panel
          </a>
        )}
        <a href="/api/docs" className={classes.link}>
          <IconCode {...ICON} /> API
        </a>
      </nav>

      <div className={classes.foot}>
        <div className={classes.person} title={me?.person?.email}>
          <Link href="/account" aria-current={pathname === '/account' ? 'page' : undefined} onClick={fold}>
            {me?.person?.name ?? '\u00a0'}
          </Link>
          <button type="button" className={classes.keys} onClick={onKeys}>
            All keys
          </button>
        </div>
        <SchemeButton className={classes.icon} />
        <SignOut />
      </div>
    </div>
  );
}

function SignOut() {
  const { mutate, isPending } = useSignOut();
  return (
    <button
      type="button"
      className={classes.icon}
      aria-label="Sign out"
      title="Sign out"
      disabled={isPending}
      onClick={() => mutate()}
    >
      <IconLogout size={16} stroke={1.6} aria-hidden />
    </button>
  );
}
