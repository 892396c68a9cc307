'use client';

import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { meQuery } from '@/lib/me';
import { hasStatus } from '@/lib/problem';
import { promptQuery } from '@/lib/prompts';
import { tryParams } from '../columns';
import { StartFrom } from './start-from';
import { Tryout } from './tryout';

/** Prompts tried out, up to four bodies or parameter sets side by side. */
export function TryPage() {
  const [{ prompt: id, run, trace, span }] = useQueryStates(tryParams);
  const { data: me } = useQuery(meQuery());
  const isStarting = run !== '' || trace !== '';
  const { data, error, refetch } = useQuery({ ...promptQuery(id), enabled: id !== '' && !isStarting });

  if (me && !me.rights.includes('write')) return <MayNotRun />;
  if (isStarting) return <StartFrom run={run} trace={trace} span={span} />;
  if (id === '') return <Tryout key="" prompt={null} />;
  if (data) return <Tryout key={id} prompt={data.prompt} />;
  if (hasStatus(error, 404)) return <Tryout key="missing" prompt={null} isMissing />;
  return (
    <>
      <PageHeader title={<h1>Try it</h1>} below={'\u00a0'} />
      {error ? <Failure what="The prompt" error={error} onRetry={() => refetch()} /> : <RowsSkeleton what="the prompt" />}
    </>
  );
}

function MayNotRun() {
  return (
    <Empty title="You may read here, not run">
      <p>To try prompts in this project, ask one of its admins for the role editor.</p>
    </Empty>
  );
}
