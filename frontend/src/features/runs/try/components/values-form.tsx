'use client';

import { Textarea } from '@mantine/core';
import type { Field, Values } from '../values';
import classes from './tryout.module.css';

type Props = { fields: Field[]; values: Values; onChange: (values: Values) => void };

/** What is filled in, a field a variable; texts grow as they are written. */
export function ValuesForm({ fields, values, onChange }: Props) {
  if (fields.length === 0) return <p className={classes.none}>Nothing is to be filled in.</p>;
  return (
    <fieldset className={classes.values}>
      <legend>Filled in with</legend>
      {fields.map(({ name, holds }) => (
        <Textarea
          key={name}
          label={<code className={classes.variable}>{name}</code>}
          description={holds === 'messages' ? 'Messages, as a JSON list.' : undefined}
          placeholder={holds === 'messages' ? '[{"role": "user", "content": "Hello"}]' : 'empty'}
          classNames={holds === 'messages' ? { input: 'mono' } : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={1}
          maxRows={14}
          spellCheck={false}
          value={values[name] ?? ''}
          onChange={({ currentTarget }) => onChange({ ...values, [name]: currentTarget.value })}
        />
      ))}
    </fieldset>
  );
}
