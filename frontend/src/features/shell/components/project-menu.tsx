'use client';

import { Menu } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Schemas } from '@/lib/api';
import { useSwitch } from '../use-project';
import classes from './project-switcher.module.css';

type Props = {
  target: ReactNode;
  opened: boolean;
  here: string;
  projects: Schemas['ListedProjectOut'][];
  onChange: (opened: boolean) => void;
  onNew?: () => void;
};

export function ProjectMenu({ target, opened, here, projects, onChange, onNew }: Props) {
  const switchTo = useSwitch();
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-start" width={236}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <div className={classes.projects}>
          {projects.map(({ slug, name, role }) => (
            <Menu.Item
              key={slug}
              aria-current={slug === here || undefined}
              leftSection={slug === here ? <IconCheck size={14} aria-hidden /> : <span className={classes.place} />}
              rightSection={<span className={classes.role}>{role}</span>}
              onClick={() => slug !== here && switchTo(slug)}
            >
              <span className={classes.name} title={slug}>
                {name}
              </span>
            </Menu.Item>
          ))}
        </div>
        {onNew && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={onNew}>
              New project…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
