'use client';

import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { Failure } from '@/components/ui/failure';
import { meQuery } from '@/lib/me';
import { hasStatus } from '@/lib/problem';
import { promptQuery, versionQuery } from '@/lib/prompts';
import { draftParams } from '../search-params';
import { MayNotWrite } from './may-not-write';
import { NewVersionForm } from './new-version-form';
import { NoSuchPrompt } from './prompt-page';
import { PromptSkeleton } from './prompt-skeleton';

/** The next version of a prompt, starting from any of its versions. */
export function NewVersionPage({ id }: { id: string }) {
  const [{ from }] = useQueryStates(draftParams);
  const { data: me } = useQuery(meQuery());
  const { data, error, refetch } = useQuery(promptQuery(id));
  const latest = data?.prompt.latest_version;
  const wanted = from ?? latest?.version;
  const known = data?.prompt.versions.find((version) => version.version === wanted);
  const fetched = useQuery({ ...versionQuery(id, wanted ?? 0), enabled: wanted !== undefined && !known });
  const start = known ?? fetched.data;

  if (me && !me.rights.includes('write')) return <MayNotWrite />;
  if (data && start) return <NewVersionForm prompt={data.prompt} start={start} />;
  if (hasStatus(error ?? fetched.error, 404)) return <NoSuchPrompt />;
  if (error ?? fetched.error) {
    return <Failure what="The prompt" error={error ?? fetched.error} onRetry={() => (error ? refetch() : fetched.refetch())} />;
  }
  return <PromptSkeleton />;
}
