'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { narrow, Section } from '@/components/ui/section';
import type { Schemas } from '@/lib/api';
import { meQuery, useMay } from '@/lib/me';
import { Refusal } from '@/lib/problem';
import { useRenameProject } from '../api/project';

/** What the project is called. */
export function ProjectPage() {
  const { data: me, error, refetch } = useQuery(meQuery());
  return (
    <Section title="Project">
      {me?.project ? (
        <ProjectForm key={me.project.id} project={me.project} />
      ) : error ? (
        <Failure what="The project" error={error} onRetry={() => refetch()} />
      ) : (
        <RowsSkeleton what="the project" />
      )}
    </Section>
  );
}

function ProjectForm({ project }: { project: Schemas['ProjectOut'] }) {
  const isAdmin = useMay()('admin');
  const [name, setName] = useState(project.name);
  const { mutate, error, isPending, isSuccess } = useRenameProject(project.id);
  const wrong = error instanceof Refusal ? error.fields : {};

  return (
    <form
      className={narrow}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(name);
      }}
    >
      <Refused what="Nothing was changed." error={error} />
      {isSuccess && name === project.name && <Notice>Saved.</Notice>}
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        readOnly={!isAdmin}
        maxLength={200}
        value={name}
        error={wrong.name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label="Slug"
        description="It stays, since addresses and programs carry it."
        readOnly
        variant="unstyled"
        classNames={{ input: 'mono' }}
        value={project.slug}
      />
      {isAdmin && (
        <div>
          <Button type="submit" variant="filled" disabled={name.trim() === project.name} loading={isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}
