'use client';

import { TagsInput, Textarea, TextInput } from '@mantine/core';
import { Editor } from '@/components/ui/editor';
import type { Form } from '../form';
import classes from './dataset-page.module.css';

type Props = { form: Form; wrong: Record<string, string>; onChange: (part: Partial<Form>) => void };

export function DatasetFields({ form, wrong, onChange }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        description="By which experiments and programs ask for it, such as support/tickets."
        data-autofocus
        required
        withAsterisk={false}
        maxLength={200}
        value={form.name}
        error={wrong.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxLength={4000}
        value={form.description}
        error={wrong.description}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
      />
      <TagsInput label="Tags" value={form.tags} error={wrong.tags} maxTags={20} onChange={(tags) => onChange({ tags })} />
      <details className={classes.schemas} open={!!(form.inputSchema || form.expectedSchema || wrong.input_schema || wrong.expected_schema)}>
        <summary>Schemas, which every item must fulfil</summary>
        <Schema label="Schema of inputs" text={form.inputSchema} wrong={wrong.input_schema} onChange={(inputSchema) => onChange({ inputSchema })} />
        <Schema label="Schema of what is expected" text={form.expectedSchema} wrong={wrong.expected_schema} onChange={(expectedSchema) => onChange({ expectedSchema })} />
      </details>
    </>
  );
}

function Schema({ label, text, wrong, onChange }: { label: string; text: string; wrong?: string; onChange: (text: string) => void }) {
  return (
    <div>
      <p className={classes.label}>{label} (JSON Schema)</p>
      <Editor label={label} language="json" value={text} onChange={onChange} />
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
