'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { StateWords } from '@/components/ui/state';
import { type Kind, kindsQuery } from '@/lib/evaluators';
import { useMay } from '@/lib/me';
import { hasStatus, Refusal } from '@/lib/problem';
import { type EvaluatorDetail, evaluatorQuery, useAddVersion } from '../api/evaluators';
import { configOf, fieldsOf, scaleWords, typedOf } from '../config';
import { pageParams } from '../search-params';
import { ConfigFields } from './config-fields';
import { EvaluatorActions } from './evaluator-actions';
import classes from './evaluators.module.css';
import { wrongInConfig } from './new-evaluator-page';
import { TryOut } from './try-out';
import { Versions } from './versions';

/** One evaluator: what it means, how it is configured, and what it says of an answer. */
export function EvaluatorPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(evaluatorQuery(id));
  const { data: kinds } = useQuery(kindsQuery());
  const kind = kinds?.find((one) => one.kind === data?.evaluator.kind);
  if (data && kind) return <Loaded evaluator={data.evaluator} kind={kind} />;
  if (hasStatus(error, 404)) return <NoSuchEvaluator />;
  if (error) return <Failure what="The evaluator" error={error} onRetry={() => refetch()} />;
  return <RowsSkeleton what="the evaluator" />;
}

export function NoSuchEvaluator() {
  return (
    <Empty title="There is no such evaluator">
      <p>It may belong to another project.</p>
      <p>
        <Link className="words" href="/evaluators">
          All evaluators
        </Link>
      </p>
    </Empty>
  );
}

function Loaded({ evaluator, kind }: { evaluator: EvaluatorDetail; kind: Kind }) {
  const [state, set] = useQueryStates(pageParams);
  const shown = evaluator.versions.find(({ version }) => version === state.version) ?? evaluator.versions.find(({ version }) => version === evaluator.latest_version);
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/evaluators">Evaluators</Link>
          </nav>
        }
        title={
          <>
            <h1>{evaluator.name}</h1>
            {evaluator.archived_at && <StateWords tone="none" words="archived" />}
          </>
        }
        below={
          <>
            {kind.title} · v{evaluator.latest_version} · {evaluator.created_by} · <RelativeTime at={evaluator.created_at} />
            {evaluator.description && <> · {evaluator.description}</>}
          </>
        }
        actions={<EvaluatorActions evaluator={evaluator} />}
      />
      {shown && <Config key={`${shown.version} ${evaluator.latest_version}`} evaluator={evaluator} kind={kind} shown={shown} onShow={(version) => set({ version })} />}
    </>
  );
}

type ConfigProps = { evaluator: EvaluatorDetail; kind: Kind; shown: EvaluatorDetail['versions'][number]; onShow: (version: number | null) => void };

function Config({ evaluator, kind, shown, onShow }: ConfigProps) {
  const mayWrite = useMay()('write') && evaluator.archived_at === null;
  const fields = fieldsOf(kind);
  const [typed, setTyped] = useState(() => typedOf(fields, shown.config));
  const [message, setMessage] = useState('');
  const { mutate, error, isPending } = useAddVersion(evaluator);
  const { config, wrong } = configOf(fields, typed);
  const isWrong = Object.keys(wrong).length > 0;
  const isChanged = JSON.stringify(typed) !== JSON.stringify(typedOf(fields, shown.config));
  const isOld = shown.version !== evaluator.latest_version;
  return (
    <div className={classes.columns}>
      <form
        className={classes.main}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) mutate({ config: config as Record<string, never>, message: message.trim() || null }, { onSuccess: () => onShow(null) });
        }}
      >
        {isOld && (
          <Notice tone="warn" title={`This is v${shown.version}.`} actions={<Button size="compact-sm" onClick={() => onShow(null)}>Show the newest</Button>}>
            Experiments that name no version use v{evaluator.latest_version}.
          </Notice>
        )}
        <p className={classes.meaning}>
          {kind.meaning} {scaleWords(kind.kind, config)}
        </p>
        <Refused what="No version was made." error={error} />
        <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <legend className="unseen">How v{shown.version} is configured</legend>
          {fields.length === 0 ? <p className={classes.meaning}>There is nothing to configure.</p> : <ConfigFields fields={fields} typed={typed} wrong={{ ...(error instanceof Refusal ? wrongInConfig(error) : {}), ...wrong }} onChange={setTyped} />}
        </fieldset>
        {mayWrite && (isChanged || isOld) && (
          <>
            <TextInput label="Why" description="Stays with the version. May be left out." maxLength={1000} value={message} onChange={({ currentTarget }) => setMessage(currentTarget.value)} />
            <div className={classes.foot}>
              <Button type="submit" variant="filled" disabled={isWrong} loading={isPending}>
                Save as v{evaluator.latest_version + 1}
              </Button>
              {isChanged && <Button onClick={() => setTyped(typedOf(fields, shown.config))}>Undo</Button>}
            </div>
          </>
        )}
        <Versions evaluator={evaluator} shown={shown.version} onShow={onShow} />
      </form>
      <div className={classes.side}>
        <TryOut kind={kind.kind} config={config} isWrong={isWrong} />
      </div>
    </div>
  );
}
