'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { promptsQuery } from '../api/list-prompts';
import { useListState } from '../use-list-state';
import { NoPrompts } from './no-prompts';
import classes from './prompts-page.module.css';
import { PromptsPager } from './prompts-pager';
import { PromptsSkeleton } from './prompts-skeleton';
import { PromptsTable } from './prompts-table';
import { PromptsToolbar } from './prompts-toolbar';

/** Every prompt, by text and tag, page by page. */
export function PromptsPage() {
  const state = useListState();
  const may = useMay();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...promptsQuery(state.list),
    placeholderData: keepPreviousData,
  });

  return (
    <div className={classes.page}>
      <PageHeader
        title={<h1>{state.filter.archived ? 'Archived prompts' : 'Prompts'}</h1>}
        below={data ? counted(data.total, 'prompt', data.capped) + (state.isFiltered ? (data.total === 1 ? ' matches' : ' match') : '') : '\u00a0'}
        actions={
          may('write') && (
            <Button component={Link} href="/prompts/new" variant="filled" leftSection={<IconPlus size={15} />}>
              New prompt
            </Button>
          )
        }
      />
      <PromptsToolbar state={state} rows={data?.rows} />
      {error && !data ? (
        <Failure what="The prompts" error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <PromptsSkeleton />
      ) : data.rows.length === 0 ? (
        <NoPrompts state={state} />
      ) : (
        <PromptsTable rows={data.rows} stale={isPlaceholderData} onTag={state.addTag} />
      )}
      {data && data.rows.length > 0 && <PromptsPager page={data} state={state} />}
    </div>
  );
}
