'use client';

import { NumberInput, TextInput } from '@mantine/core';
import { Editor } from '@/components/ui/editor';
import { membersOf, withMember } from '@/lib/json-text';
import { NotJson, parametersIn } from './draft';
import classes from './parameters-editor.module.css';

const NUMBERS = [
  { name: 'temperature', label: 'Temperature', min: 0, max: 2, step: 0.1 },
  { name: 'top_p', label: 'Top p', min: 0, max: 1, step: 0.05 },
  { name: 'max_tokens', label: 'Max. tokens', min: 1, step: 1 },
  { name: 'seed', label: 'Seed', step: 1 },
] as const;

type Props = { text: string; onChange: (text: string) => void };

/** The usual parameters as fields, and all of them as JSON: two views of one text. */
export function ParametersEditor({ text, onChange }: Props) {
  const [parameters, problem] = read(text);
  const set = (name: string, value: unknown) => {
    const changed = withMember(parametersIn(text) ?? '{}', name, value === '' ? undefined : value);
    onChange(membersOf(changed).length === 0 ? '' : changed);
  };

  return (
    <fieldset className={classes.parameters}>
      <legend>Parameters</legend>
      <div className={classes.fields}>
        <TextInput
          className={classes.wide}
          label="Model"
          disabled={problem !== null}
          value={typeof parameters.model === 'string' ? parameters.model : ''}
          onChange={(event) => set('model', event.currentTarget.value)}
        />
        {NUMBERS.map(({ name, ...field }) => (
          <NumberInput
            key={name}
            {...field}
            disabled={problem !== null}
            allowedDecimalSeparators={['.', ',']}
            clampBehavior="none"
            hideControls
            value={typeof parameters[name] === 'number' ? parameters[name] : ''}
            onChange={(value) => {
              if (typeof value === 'number' || value === '') set(name, value);
            }}
          />
        ))}
      </div>
      <div className={classes.json}>
        <span className={classes.label}>All of them, as JSON</span>
        <div className={classes.frame}>
          <Editor label="Parameters as JSON" language="json" placeholder="{}" value={text} onChange={onChange} />
        </div>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function read(text: string): [Record<string, unknown>, string | null] {
  try {
    return [JSON.parse(parametersIn(text) ?? '{}') as Record<string, unknown>, null];
  } catch (error) {
    if (error instanceof NotJson) return [{}, error.message];
    throw error;
  }
}
