'use client';

import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { PageHeader } from '@/components/ui/page-header';
import { Refused } from '@/components/ui/refused';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { type Kind, kindsQuery } from '@/lib/evaluators';
import { useMay } from '@/lib/me';
import { Refusal } from '@/lib/problem';
import { useCreateEvaluator } from '../api/evaluators';
import { configOf, fieldsOf, scaleWords, type Typed } from '../config';
import { ConfigFields } from './config-fields';
import classes from './evaluators.module.css';
import { TryOut } from './try-out';

export function NewEvaluatorPage() {
  const may = useMay();
  const { data: kinds, error, refetch } = useQuery(kindsQuery());
  if (!may('write')) {
    return (
      <Empty title="You may read evaluators, and not make one">
        <p>An admin of the project can make you an editor.</p>
      </Empty>
    );
  }
  if (error && !kinds) return <Failure what="The kinds of evaluators" error={error} onRetry={() => refetch()} />;
  if (!kinds) return <RowsSkeleton what="the kinds of evaluators" />;
  return <Form kinds={kinds} />;
}

/** Its kind and how it is configured, tried out beside before it is saved. */
function Form({ kinds }: { kinds: Kind[] }) {
  const router = useRouter();
  const [kind, setKind] = useState<Kind['kind']>('exact');
  const [about, setAbout] = useState({ name: '', description: '' });
  const [typed, setTyped] = useState<Typed>({});
  const [isTried, setTried] = useState(false);
  const { mutate, error, isPending, isSuccess } = useCreateEvaluator();
  const chosen = kinds.find((one) => one.kind === kind) ?? kinds[0];
  const fields = chosen ? fieldsOf(chosen) : [];
  const { config, wrong: here } = configOf(fields, typed);
  const isWrong = Object.keys(here).length > 0;
  const wrong = { ...(error instanceof Refusal ? wrongInConfig(error) : {}), ...(isTried ? here : {}) };
  const submit = () => {
    setTried(true);
    if (isWrong) return;
    const body = { kind, config: config as Record<string, never>, name: about.name.trim(), description: about.description.trim() || null };
    mutate(body, { onSuccess: ({ id }) => router.push(`/evaluators/${id}` as '/evaluators') });
  };
  return (
    <>
      <PageHeader
        above={
          <nav aria-label="Where this is">
            <Link href="/evaluators">Evaluators</Link>
          </nav>
        }
        title={<h1>New evaluator</h1>}
        below="Tried out beside, and nothing is saved before you say so."
      />
      <div className={classes.columns}>
        <form
          className={classes.main}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Refused what="No evaluator was made." error={error} />
          <TextInput
            label="Name"
            description="By which experiments and gates ask for it."
            required
            withAsterisk={false}
            maxLength={200}
            value={about.name}
            error={error instanceof Refusal && error.fields.name}
            onChange={({ currentTarget }) => setAbout({ ...about, name: currentTarget.value })}
          />
          <NativeSelect
            label="Kind"
            description="It stays; how it is configured may change, version by version."
            data={kinds.map((one) => ({ value: one.kind, label: one.title }))}
            value={kind}
            onChange={({ currentTarget }) => {
              setKind(currentTarget.value as Kind['kind']);
              setTyped({});
              setTried(false);
            }}
          />
          <p className={classes.meaning}>
            {chosen?.meaning} {scaleWords(kind, config)}
          </p>
          <ConfigFields fields={fields} typed={typed} wrong={wrong} onChange={setTyped} />
          <Textarea label="Description" autosize minRows={2} maxLength={4000} value={about.description} onChange={({ currentTarget }) => setAbout({ ...about, description: currentTarget.value })} />
          <div className={classes.foot}>
            <Button type="submit" variant="filled" loading={isPending || isSuccess}>
              Make the evaluator
            </Button>
          </div>
        </form>
        <div className={classes.side}>
          <TryOut key={kind} kind={kind} config={config} isWrong={isWrong} />
        </div>
      </div>
    </>
  );
}

/** What the server says of single fields of the config. */
export function wrongInConfig({ problem }: Refusal): Record<string, string> {
  const { json } = (problem.errors ?? {}) as { json?: { config?: Record<string, unknown> } };
  return Object.fromEntries(Object.entries(json?.config ?? {}).flatMap(([name, said]) => (Array.isArray(said) ? [[name, String(said[0])]] : [])));
}
