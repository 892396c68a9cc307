'use client';

import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ParametersEditor } from '@/components/drafts/parameters-editor';
import { Refused } from '@/components/ui/refused';
import { connectionsQuery } from '@/lib/connections';
import { datasetChoicesQuery } from '@/lib/datasets';
import { counted } from '@/lib/format';
import { Refusal } from '@/lib/problem';
import { useCreateExperiments } from '../api/experiments';
import { DatasetField } from './dataset-field';
import { EvaluatorsField } from './evaluators-field';
import { callsOf, creationOf, formFor, wrongIn } from './form';
import classes from './new.module.css';
import { SubjectsField } from './subjects-field';

/** Runs versions of prompts over a dataset. */
export function RunForm(begin: { prompt: string; version: string; dataset: string }) {
  const router = useRouter();
  const [form, setForm] = useState(() => formFor(begin));
  const [isTried, setTried] = useState(false);
  const { data: connections = [] } = useQuery(connectionsQuery());
  const { data: datasets } = useQuery(datasetChoicesQuery());
  const { mutate, error, isPending, isSuccess } = useCreateExperiments();
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const here = wrongIn(form);
  const wrong = { ...(error instanceof Refusal ? error.fields : {}), ...(isTried ? here : {}) };
  const dataset = datasets?.find(({ name }) => name === form.dataset);
  const calls = callsOf(form, form.datasetVersion === '' ? dataset?.item_count : undefined);
  const usual = connections.find(({ is_default }) => is_default)?.name ?? 'echo';

  const begun = (made: { id: string; group_id: string | null }[]) => {
    const [first] = made;
    if (first) router.push((made.length > 1 ? `/experiments?group=${first.group_id}` : `/experiments/${first.id}`) as '/experiments');
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(here).length === 0) mutate(creationOf(form), { onSuccess: begun });
      }}
    >
      <Refused what="Nothing was begun." error={error} />
      <SubjectsField subjects={form.subjects} wrong={wrong.prompts} onChange={(subjects) => change({ subjects })} />
      <DatasetField name={form.dataset} version={form.datasetVersion} wrong={wrong.dataset ?? wrong.dataset_version} onChange={change} />
      <EvaluatorsField chosen={form.evaluators} wrong={wrong.evaluators} onChange={(evaluators) => change({ evaluators })} />
      <div className={classes.pair}>
        <NativeSelect
          label="Connection"
          data={[{ value: '', label: `Default: ${usual}` }, ...connections.map(({ name }) => ({ value: name, label: name }))]}
          value={form.connection}
          error={wrong.connection}
          onChange={({ currentTarget }) => change({ connection: currentTarget.value })}
        />
        <NumberInput
          label="Trials of each item"
          allowDecimal={false}
          allowNegative={false}
          min={1}
          max={100}
          value={form.trials}
          error={wrong.trials}
          onChange={(trials) => change({ trials })}
        />
        <NumberInput
          label="Calls at once"
          placeholder="As the connection allows"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          min={1}
          value={form.concurrency}
          error={wrong.concurrency}
          onChange={(concurrency) => change({ concurrency })}
        />
        <NumberInput
          label="Budget, USD"
          placeholder="None"
          hideControls
          allowNegative={false}
          value={form.budget}
          error={wrong.budget_usd}
          onChange={(budget) => change({ budget })}
        />
      </div>
      <ParametersEditor text={form.parameters} onChange={(parameters) => change({ parameters })} />
      <p className={classes.about}>Parameters take the place of those of each version; left empty, each version keeps its own.</p>
      <TextInput
        label="Name"
        description="Left empty, what is tried and on what."
        maxLength={200}
        value={form.name}
        error={wrong.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <div className={classes.foot}>
        <p aria-live="polite">
          {calls !== null && (
            <>
              It will make <strong>{counted(calls, 'call')}</strong> through {form.connection || usual}
              {form.budget !== '' && `, and stop at $${form.budget}`}.
            </>
          )}
        </p>
        <Button type="submit" variant="filled" loading={isPending || isSuccess}>
          Begin the experiment
        </Button>
      </div>
    </form>
  );
}
