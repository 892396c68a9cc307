'use client';

import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type Form, type Type, TYPES } from '../form';
import { CategoriesField } from './categories-field';
import classes from './scales.module.css';

type Props = {
  form: Form;
  isNew?: boolean;
  wrong: Record<string, string>;
  onChange: (part: Partial<Form>) => void;
};

export function ScaleFields({ form, isNew, wrong, onChange }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        description="Scores of this name are given on it."
        data-autofocus
        required
        withAsterisk={false}
        maxLength={200}
        value={form.name}
        error={wrong.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      {isNew && (
        <NativeSelect
          label="Asks for"
          description="It stays: scores that were given are of this type."
          data={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
          value={form.type}
          error={wrong.type}
          onChange={({ currentTarget }) => onChange({ type: currentTarget.value as Type })}
        />
      )}
      {form.type === 'numeric' && <Bounds form={form} wrong={wrong} onChange={onChange} />}
      {form.type === 'categorical' && (
        <CategoriesField categories={form.categories} wrong={wrong.categories} onChange={(categories) => onChange({ categories })} />
      )}
      <Textarea
        label="Description"
        description="What to look for, for those who judge."
        autosize
        minRows={2}
        maxLength={4000}
        value={form.description}
        error={wrong.description}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
      />
    </>
  );
}

function Bounds({ form, wrong, onChange }: Props) {
  return (
    <div className={classes.pair}>
      <NumberInput
        label="From"
        description="Left empty, any."
        hideControls
        value={form.minimum}
        error={wrong.minimum}
        onChange={(minimum) => onChange({ minimum })}
      />
      <NumberInput
        label="To"
        description="Left empty, any."
        hideControls
        value={form.maximum}
        error={wrong.maximum}
        onChange={(maximum) => onChange({ maximum })}
      />
    </div>
  );
}
