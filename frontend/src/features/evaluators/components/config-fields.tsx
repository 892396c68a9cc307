'use client';

import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { PromptName } from '@/components/pickers/prompt-name';
import { Editor } from '@/components/ui/editor';
import type { Field, Typed } from '../config';
import classes from './evaluators.module.css';

type Props = { fields: Field[]; typed: Typed; wrong: Record<string, string>; onChange: (typed: Typed) => void };

/** The fields of a kind's config, each with what it is when left empty. */
export function ConfigFields({ fields, typed, wrong, onChange }: Props) {
  const set = (name: string, value: string | number | boolean) => {
    const { [name]: _, ...others } = typed;
    onChange(value === '' ? others : { ...others, [name]: value });
  };
  return (
    <div className={classes.fields}>
      {fields.map((field) => (
        <One key={field.name} field={field} value={typed[field.name]} wrong={wrong[field.name]} onChange={(value) => set(field.name, value)} />
      ))}
    </div>
  );
}

type OneProps = { field: Field; value: string | number | boolean | undefined; wrong?: string; onChange: (value: string | number | boolean) => void };

function One({ field: { form, words, about, usual, choices, required }, value, wrong, onChange }: OneProps) {
  const text = value === undefined ? '' : String(value);
  const common = { label: words, description: about, error: wrong };
  switch (form) {
    case 'switch':
      return (
        <Checkbox
          size="xs"
          label={words}
          description={about}
          checked={value === undefined ? usual === true : value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          data={[...(usual === undefined ? [{ value: '', label: 'Not said' }] : []), ...choices.map((choice) => ({ value: choice, label: choice }))]}
          value={text || String(usual ?? '')}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'number':
      return <NumberInput {...common} hideControls required={required} withAsterisk={false} placeholder={usual === undefined ? 'Not said' : String(usual)} value={value === undefined ? '' : Number(value)} onChange={onChange} />;
    case 'text':
      return <TextInput {...common} classNames={{ input: 'mono' }} required={required} withAsterisk={false} spellCheck={false} value={text} onChange={({ currentTarget }) => onChange(currentTarget.value)} />;
    case 'lines':
      return <Textarea {...common} description={`${about ?? ''} A line each.`.trim()} autosize minRows={2} maxRows={10} value={text} onChange={({ currentTarget }) => onChange(currentTarget.value)} />;
    case 'prompt':
      return <PromptName label={words} shown about={about} error={wrong} name={text} onChange={onChange} />;
    case 'json':
      return (
        <div>
          <p className={classes.label}>{words} (JSON)</p>
          {about && <p className={classes.about}>{about}</p>}
          <Editor label={words} language="json" value={text} onChange={onChange} />
          {wrong && (
            <p className={classes.wrong} role="alert">
              {wrong}
            </p>
          )}
        </div>
      );
  }
}
