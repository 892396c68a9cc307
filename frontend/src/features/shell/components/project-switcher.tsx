'use client';

import { IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { meQuery } from '@/lib/me';
import { projectsQuery } from '../api/projects';
import classes from './project-switcher.module.css';

const ProjectMenu = dynamic(() => import('./project-menu').then((part) => part.ProjectMenu), { ssr: false });
const NewProjectDialog = dynamic(() => import('./new-project-dialog').then((part) => part.NewProjectDialog), { ssr: false });

/** Which project this is; with more than one to choose from, the way to the others. */
export function ProjectSwitcher() {
  const { data: me } = useQuery(meQuery());
  const { data: projects = [] } = useQuery(projectsQuery());
  const [open, setOpen] = useState<'menu' | 'new' | null>(null);
  const [wasOpened, setOpened] = useState(false);
  const mayMake = me?.rights.includes('operate') ?? false;
  if (!me?.project) return null;

  const name = (
    <span className={classes.name} title={me.project.name}>
      {me.project.name}
    </span>
  );
  if (projects.length < 2 && !mayMake) return <div className={classes.label}>{name}</div>;

  const button = (
    <button
      type="button"
      className={classes.button}
      aria-label={`Project: ${me.project.name}`}
      aria-haspopup="menu"
      onClick={() => {
        setOpened(true);
        setOpen('menu');
      }}
    >
      {name}
      <IconSelector size={15} stroke={1.6} aria-hidden />
    </button>
  );
  return (
    <>
      {wasOpened ? (
        <ProjectMenu
          target={button}
          opened={open === 'menu'}
          here={me.project.slug}
          projects={projects}
          // What was chosen may have opened something else meanwhile.
          onChange={(opened) => setOpen((now) => (opened ? 'menu' : now === 'menu' ? null : now))}
          onNew={mayMake ? () => setOpen('new') : undefined}
        />
      ) : (
        button
      )}
      {open === 'new' && <NewProjectDialog onClose={() => setOpen(null)} />}
    </>
  );
}
