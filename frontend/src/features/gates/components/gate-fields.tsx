'use client';

import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PromptName } from '@/components/pickers/prompt-name';
import { connectionsQuery } from '@/lib/connections';
import { datasetChoicesQuery } from '@/lib/datasets';
import { evaluatorChoicesQuery } from '@/lib/evaluators';
import { type Form, type Selector, SELECTORS } from '../form';
import classes from './gates.module.css';

type Props = { form: Form; wrong: Record<string, string>; onChange: (part: Partial<Form>) => void };

export function GateFields({ form, wrong, onChange }: Props) {
  const { data: datasets = [] } = useQuery(datasetChoicesQuery());
  const { data: evaluators = [] } = useQuery(evaluatorChoicesQuery());
  const { data: connections = [] } = useQuery(connectionsQuery());
  const named = (rows: { id: string; name: string }[]) => [{ value: '', label: 'Choose…' }, ...rows.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          label="Before"
          data={Object.entries(SELECTORS).map(([value, label]) => ({ value, label }))}
          value={form.selector}
          onChange={({ currentTarget }) => onChange({ selector: currentTarget.value as Selector, selected: '' })}
        />
        <Selected form={form} wrong={wrong.prompt_name ?? wrong.prompt_prefix ?? wrong.tag} onChange={onChange} />
      </div>
      <div className={classes.pair}>
        <NativeSelect label="Dataset" data={named(datasets)} value={form.dataset} error={wrong.dataset_id} onChange={({ currentTarget }) => onChange({ dataset: currentTarget.value, minDatasetVersion: '' })} />
        <Whole label="Its version, or a newer one" hint="The newest" value={form.minDatasetVersion} wrong={wrong.min_dataset_version} onChange={(minDatasetVersion) => onChange({ minDatasetVersion })} />
      </div>
      <div className={classes.pair}>
        <NativeSelect label="Evaluator" data={named(evaluators)} value={form.evaluator} error={wrong.evaluator_id} onChange={({ currentTarget }) => onChange({ evaluator: currentTarget.value, evaluatorVersion: '' })} />
        <Whole label="Its version, and no other" hint="The newest" value={form.evaluatorVersion} wrong={wrong.evaluator_version} onChange={(evaluatorVersion) => onChange({ evaluatorVersion })} />
      </div>
      <div className={classes.pair}>
        <NumberInput label="Mean at least" description="If less is better, at most." hideControls value={form.minimum} error={wrong.minimum} onChange={(minimum) => onChange({ minimum })} />
        <NumberInput label="Worse by at most" description="Than the active version, at 95 %." hideControls allowNegative={false} value={form.maxDrop} error={wrong.max_drop} onChange={(maxDrop) => onChange({ maxDrop })} />
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label="Run through"
          data={[{ value: '', label: 'Nothing: recorded outputs' }, ...connections.filter(({ provider }) => provider !== 'echo').map(({ name }) => ({ value: name, label: name })), ...(form.connection && !connections.some(({ name, provider }) => name === form.connection && provider !== 'echo') ? [{ value: form.connection, label: form.connection }] : [])]}
          value={form.connection}
          error={wrong.connection}
          onChange={({ currentTarget }) => onChange({ connection: currentTarget.value })}
        />
        <Whole label="Trials or more" hint="1" value={form.trials} wrong={wrong.trials} onChange={(trials) => onChange({ trials })} />
      </div>
      <Checkbox size="xs" label="Count outputs that were handed in as well" checked={form.acceptRecorded} onChange={({ currentTarget }) => onChange({ acceptRecorded: currentTarget.checked })} />
      <Checkbox size="xs" label="Saving a version begins the experiment" disabled={!form.connection} checked={form.startsByItself} onChange={({ currentTarget }) => onChange({ startsByItself: currentTarget.checked })} />
      <Textarea label="Description" autosize minRows={1} maxLength={4000} value={form.description} error={wrong.description} onChange={({ currentTarget }) => onChange({ description: currentTarget.value })} />
    </>
  );
}

function Selected({ form, wrong, onChange }: { form: Form; wrong?: string; onChange: Props['onChange'] }) {
  if (form.selector === 'name') return <PromptName label="Name" shown error={wrong} name={form.selected} onChange={(selected) => onChange({ selected })} />;
  return (
    <TextInput
      label={form.selector === 'tag' ? 'Tag' : 'Beginning'}
      placeholder={form.selector === 'tag' ? 'guarded' : 'Left empty: every prompt'}
      maxLength={200}
      value={form.selected}
      error={wrong}
      onChange={({ currentTarget }) => onChange({ selected: currentTarget.value })}
    />
  );
}

type WholeProps = { label: string; hint: string; value: number | string; wrong?: string; onChange: (value: number | string) => void };

const Whole = ({ label, hint, value, wrong, onChange }: WholeProps) => (
  <NumberInput label={label} placeholder={hint} hideControls allowDecimal={false} allowNegative={false} min={1} value={value} error={wrong} onChange={onChange} />
);
