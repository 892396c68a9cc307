'use client';

import { Button, FileInput, Textarea, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PromptName } from '@/components/pickers/prompt-name';
import { Refused } from '@/components/ui/refused';
import { counted } from '@/lib/format';
import { Refusal } from '@/lib/problem';
import { useHandIn } from '../api/hand-in';
import { DatasetField } from './dataset-field';
import { EvaluatorsField } from './evaluators-field';
import { type Chosen, pointerOf } from './form';
import { readLines } from './lines';
import classes from './new.module.css';

const EXAMPLE = '{"key": "parcel-1", "output": "It is on its way."}';
/** What is looked through here before it is sent. A longer file goes as it is, and the server names its lines. */
const LONGEST_READ = 5_000_000;

/** Outputs of a model or program that ran elsewhere: scored, and nothing is called but judges. */
export function RecordedForm(begin: { prompt: string; version: string; dataset: string }) {
  const router = useRouter();
  const [form, setForm] = useState({ ...begin, datasetVersion: '' as number | string, name: '', evaluators: [] as Chosen[] });
  const [typed, setTyped] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const { mutate, error, isPending, isSuccess } = useHandIn();
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const wrong = error instanceof Refusal ? error.fields : {};
  const read = typed.length <= LONGEST_READ ? readLines(typed) : { count: 0, problems: [] };
  const pointer = pointerOf(form.version);
  const isReady = form.dataset !== '' && pointer !== null && (file !== null || (read.count > 0 && read.problems.length === 0));

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const { prompt, dataset, datasetVersion, name, evaluators } = form;
        mutate(
          {
            lines: file ?? typed,
            query: {
              dataset,
              dataset_version: datasetVersion === '' ? undefined : Number(datasetVersion),
              evaluator: evaluators.map((one) => (one.version ? `${one.name}@${one.version.replace(/^v/i, '')}` : one.name)),
              name: name.trim() || undefined,
              ...(prompt.trim() && { prompt_name: prompt.trim(), ...pointer }),
            },
          },
          { onSuccess: ({ id }) => router.push(`/experiments/${id}` as '/experiments') },
        );
      }}
    >
      <Refused what="Nothing was handed in." error={error} />
      <DatasetField name={form.dataset} version={form.datasetVersion} wrong={wrong.dataset} onChange={change} />
      <fieldset className={classes.group}>
        <legend>Outputs</legend>
        <p className={classes.about}>
          A line of JSON for each: the <code>key</code> of an item and its <code>output</code>; <code>trial</code>, <code>latency_ms</code>,{' '}
          <code>cost_usd</code> or an <code>error</code> if there is one. Items without a line count as failed.
        </p>
        <FileInput
          aria-label="A file of outputs"
          placeholder="Choose a file of JSON Lines"
          accept=".jsonl,.ndjson,application/x-ndjson"
          clearable
          clearButtonProps={{ 'aria-label': 'Take the file away' }}
          value={file}
          onChange={setFile}
        />
        {!file && (
          <Textarea
            className={classes.lines}
            aria-label="Outputs, a line of JSON each"
            placeholder={EXAMPLE}
            autosize
            minRows={5}
            maxRows={14}
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
        {read.problems.length > 0 && !file && <Problems problems={read.problems} />}
        {error instanceof Refusal && <Problems problems={linesOf(error)} />}
      </fieldset>
      <fieldset className={classes.group}>
        <legend>Of which prompt</legend>
        <p className={classes.about}>If a version of a prompt here gave them. A gate that accepts recorded outputs counts them for that version.</p>
        <div className={classes.row}>
          <PromptName label="Prompt" name={form.prompt} onChange={(prompt) => change({ prompt })} />
          <TextInput
            aria-label="Version of the prompt"
            placeholder="production"
            maxLength={20}
            value={form.version}
            error={pointer === null && 'A number, production or latest'}
            onChange={({ currentTarget }) => change({ version: currentTarget.value })}
          />
        </div>
      </fieldset>
      <EvaluatorsField chosen={form.evaluators} wrong={wrong.evaluators} onChange={(evaluators) => change({ evaluators })} />
      <TextInput label="Name" description="Left empty, what is tried and on what." maxLength={200} value={form.name} error={wrong.name} onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
      <div className={classes.foot}>
        <p aria-live="polite">{file ? file.name : read.count > 0 && read.problems.length === 0 && counted(read.count, 'output')}</p>
        <Button type="submit" variant="filled" disabled={!isReady} loading={isPending || isSuccess}>
          Score them
        </Button>
      </div>
    </form>
  );
}

function Problems({ problems }: { problems: string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={`${classes.wrong} ${classes.problems}`} role="alert">
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

/** Every line that the server named, not the first alone. */
function linesOf({ problem }: Refusal): string[] {
  const { json } = (problem.errors ?? {}) as { json?: { outputs?: unknown } };
  return Array.isArray(json?.outputs) ? json.outputs.filter((line) => typeof line === 'string') : [];
}
