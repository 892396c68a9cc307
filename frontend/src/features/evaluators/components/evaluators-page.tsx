'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import table from '@/components/ui/figures-table.module.css';
import { ChoiceFilter, filterBar } from '@/components/ui/filters';
import { ListEnd } from '@/components/ui/list-end';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { type Evaluator, kindsQuery } from '@/lib/evaluators';
import { counted } from '@/lib/format';
import { useMay } from '@/lib/me';
import { useMarkedRow } from '@/lib/use-marked-row';
import { evaluatorsQuery } from '../api/evaluators';
import { listParams } from '../search-params';
import classes from './evaluators.module.css';

const ARCHIVED_WORDS = { no: 'In use', yes: 'Archived' };

/** Who judges the answers in experiments. */
export function EvaluatorsPage() {
  const mayWrite = useMay()('write');
  const [filter, set] = useQueryStates(listParams);
  const { data: kinds = [] } = useQuery(kindsQuery());
  const query = useInfiniteQuery({ ...evaluatorsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  const evaluators = data?.pages.flatMap((page) => page.rows);
  const [first] = data?.pages ?? [];
  const titles = Object.fromEntries(kinds.map(({ kind, title }) => [kind, title]));

  return (
    <>
      <PageHeader
        title={<h1>Evaluators</h1>}
        below={<span aria-live="polite">{first ? counted(first.total, 'evaluator', first.capped) : '\u00a0'}</span>}
        actions={
          mayWrite && (
            <Button component={Link} href={'/evaluators/new' as '/evaluators'} variant="filled" leftSection={<IconPlus size={15} aria-hidden />}>
              New evaluator
            </Button>
          )
        }
      />
      <div className={filterBar} role="search" aria-label="Evaluators">
        <ChoiceFilter label="Kind" any="Any kind" value={filter.kind} choices={titles} onChange={(kind) => set({ kind })} />
        <ChoiceFilter label="Archived" value={filter.archived ? 'yes' : 'no'} choices={ARCHIVED_WORDS} onChange={(value) => set({ archived: value === 'yes' })} />
      </div>
      {error && !data ? (
        <Failure what="The evaluators" error={error} onRetry={() => refetch()} />
      ) : !evaluators ? (
        <RowsSkeleton what="the evaluators" />
      ) : evaluators.length > 0 ? (
        <Table evaluators={evaluators} titles={titles} stale={query.isPlaceholderData} />
      ) : filter.kind || filter.archived ? (
        <Empty title={filter.archived ? 'None is archived' : 'No evaluator matches'}>
          <div>
            <Button onClick={() => set(null)}>Show all evaluators</Button>
          </div>
        </Empty>
      ) : (
        <Empty title="No evaluators yet">
          <p>An evaluator says how good an answer is: by a rule, such as the last number being the expected one, or by a model that judges.</p>
          <p>{mayWrite ? 'Make one, and try it out on an answer before you save it.' : 'An editor of the project can make one.'}</p>
        </Empty>
      )}
      <ListEnd what="evaluators" query={query} />
    </>
  );
}

function Table({ evaluators, titles, stale }: { evaluators: Evaluator[]; titles: Record<string, string>; stale: boolean }) {
  const [marked, body] = useMarkedRow(evaluators.length);
  return (
    <table className={`${table.table} ${classes.evaluators}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Description</th>
          <th scope="col" className={table.figure}>
            Version
          </th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {evaluators.map((evaluator, index) => (
          <tr key={evaluator.id} data-marked={index === marked || undefined}>
            <th scope="row" className={table.name}>
              <Link href={`/evaluators/${evaluator.id}` as '/evaluators'} prefetch={false}>
                <span className={classes.name}>{evaluator.name}</span>
              </Link>
            </th>
            <td>{titles[evaluator.kind] ?? evaluator.kind}</td>
            <td>{evaluator.description}</td>
            <td className={table.figure}>v{evaluator.latest_version}</td>
            <td className={table.when} title={`made by ${evaluator.created_by}`}>
              <RelativeTime at={evaluator.updated_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
