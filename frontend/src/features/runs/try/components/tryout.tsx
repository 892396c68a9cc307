'use client';

import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { FailureNotice } from '@/components/ui/failure';
import type { Prompt } from '@/lib/bodies';
import { counted } from '@/lib/format';
import { randomId } from '@/lib/random-id';
import { useKeys } from '@/lib/use-keys';
import { DRAFT, MOST_COLUMNS, oneMore, ranked, slotOf, without } from '../columns';
import { requestFor } from '../asking';
import { useBodies } from '../use-bodies';
import { useComparison } from '../use-comparison';
import { useScratch } from '../use-scratch';
import { fieldsOf, once } from '../values';
import { ColumnBlock } from './column-block';
import { DraftSection } from './draft-section';
import { PromptPicker } from './prompt-picker';
import { RecentRuns } from './recent-runs';
import classes from './tryout.module.css';
import { ValuesForm } from './values-form';

type Props = { prompt: Prompt | null; isMissing?: boolean };

/** What is tried, the values it is filled in with, and the answers side by side. */
export function Tryout({ prompt, isMissing }: Props) {
  const client = useQueryClient();
  const scratch = useScratch(prompt?.id ?? '', prompt);
  const { columns, values, draft } = scratch;
  const comparison = useComparison(scratch.group, scratch.setGroup);
  const bodies = useBodies(prompt, columns, draft);
  const fields = once(bodies.flatMap(({ body }) => (body ? fieldsOf(body) : [])));
  const usesDraft = columns.some(({ of }) => of === DRAFT);
  const isReady = bodies.every(({ body }) => body);

  const runAll = async () => {
    const group = randomId();
    const standing = ranked(columns);
    scratch.setColumns(standing);
    const promptName = prompt?.name ?? null;
    await comparison.ask(
      standing.map((column, index) => () => {
        const own = bodies[index]?.body;
        return requestFor({ group, index, column, promptName, draft, values, fields: own ? fieldsOf(own) : [] });
      }),
      group,
    );
    void client.invalidateQueries({ queryKey: ['runs'] });
  };

  useKeys({ 'mod+enter': () => isReady && !comparison.isBusy && runAll() });

  return (
    <div className={classes.page}>
      <PageHeader
        title={<h1>Try it</h1>}
        below="Each answer is kept as a run."
        actions={
          <>
            {columns.length < MOST_COLUMNS && (
              <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => scratch.setColumns(oneMore(columns, prompt !== null))}>
                Compare with another
              </Button>
            )}
            <Button
              variant="filled"
              disabled={!isReady}
              loading={comparison.isBusy}
              title="⌘Enter or Ctrl Enter"
              onClick={runAll}
              leftSection={<IconPlayerPlay size={15} aria-hidden />}
            >
              {columns.length > 1 ? `Run all ${columns.length}` : 'Run'}
            </Button>
          </>
        }
      />
      <div className={classes.given}>
        {isMissing && (
          <Notice tone="warn" title="There is no such prompt.">
            It may have been deleted, or it belongs to another project. Choose another, or write a draft.
          </Notice>
        )}
        <PromptPicker prompt={prompt} />
        <ValuesForm fields={fields} values={values} onChange={(values) => scratch.change({ values })} />
      </div>
      {usesDraft && <DraftSection prompt={prompt} scratch={scratch} />}
      {comparison.failure !== null && (
        <div className={classes.lost}>
          <FailureNotice what="The answers" error={comparison.failure} onRetry={comparison.followAgain} />
        </div>
      )}
      <div className={classes.columns} data-count={columns.length}>
        {columns.map((column, index) => (
          <ColumnBlock
            key={`${slotOf(column, index)}-${index}`}
            title={columns.length > 1 ? `Column ${index + 1}` : 'Answer'}
            column={column}
            prompt={prompt}
            body={bodies[index]}
            seen={scratch.seen}
            live={comparison.columns[slotOf(column, index)]}
            refused={comparison.refused[index]}
            isAsking={comparison.isAsking}
            onChange={(part) => scratch.setColumn(index, part)}
            onDraft={(from) => scratch.change(({ isTouched }) => (isTouched ? {} : from))}
            onRemove={columns.length > 1 ? () => scratch.setColumns(without(columns, index)) : undefined}
          />
        ))}
      </div>
      <RecentRuns prompt={prompt} />
      <p className="unseen" role="status">
        {comparison.isBusy ? `${counted(columns.length, 'run')} under way` : ''}
      </p>
    </div>
  );
}
