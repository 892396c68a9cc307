'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useEffect } from 'react';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { tryParams } from '../columns';
import { keepScratch } from '../scratch';
import { startQuery, type Source } from '../starting';

/** Takes over what a run or a span was given, and goes on as if it had been written here. */
export function StartFrom({ run, trace, span }: Source) {
  const client = useQueryClient();
  const [, setParams] = useQueryStates(tryParams);
  const { data, error, refetch } = useQuery(startQuery({ run, trace, span }, client));

  useEffect(() => {
    if (!data) return;
    keepScratch(data.promptId, data.scratch);
    void setParams({ run: null, trace: null, span: null, group: null, prompt: data.promptId || null, c: data.scratch.columns });
  }, [data, setParams]);

  return (
    <>
      <PageHeader title={<h1>Try it</h1>} below={'\u00a0'} />
      {error ? <Failure what={run ? 'The run' : 'The span'} error={error} onRetry={() => refetch()} /> : <RowsSkeleton what="what was asked" />}
    </>
  );
}
