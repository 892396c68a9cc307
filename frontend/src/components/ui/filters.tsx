'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import classes from './filters.module.css';

/** The bar above a list, of what it is filtered by. */
export const filterBar = classes.bar;
export const searchWidth = classes.search;
export const textWidth = classes.text;

type TextProps = { label: string; placeholder?: string; value: string; known?: string[]; narrow?: boolean; onChange: (value: string) => void };

/** Those seen in the rows are offered. Enter or leaving the field asks for what was typed. */
export function TextFilter({ value, ...props }: TextProps) {
  return <TextField key={value} value={value} {...props} />;
}

function TextField({ label, placeholder, value, known = [], narrow, onChange }: TextProps) {
  const [typed, setTyped] = useState(value);
  const list = useId();
  const take = (text: string) => text.trim() !== value && onChange(text.trim());
  return (
    <>
      <TextInput
        className={narrow ? classes.narrow : classes.text}
        aria-label={label}
        placeholder={placeholder ?? label}
        list={list}
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          // Chosen from the list rather than typed: taken at once.
          if (known.includes(text) && !(event.nativeEvent instanceof InputEvent && event.nativeEvent.data)) take(text);
        }}
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(typed);
        }}
      />
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

type ChoiceProps<Name extends string> = {
  label: string;
  /** Said for no choice, where there may be none. */
  any?: string;
  value: Name | '';
  choices: Record<Name, string>;
  onChange: (value: Name | '') => void;
};

export function ChoiceFilter<Name extends string>({ label, any, value, choices, onChange }: ChoiceProps<Name>) {
  return (
    <NativeSelect
      className={classes.choice}
      aria-label={label}
      data={[...(any ? [{ value: '', label: any }] : []), ...Object.entries<string>(choices).map(([name, words]) => ({ value: name, label: words }))]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value as Name | '')}
    />
  );
}

/** A whole day, which begins in UTC. */
export function DayFilter({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <TextInput
      className={classes.day}
      type="date"
      aria-label={`${label} (day, UTC)`}
      leftSection={<span>{label}</span>}
      leftSectionWidth={46}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** What is filtered by and was chosen elsewhere, such as in a row. */
export function FilterChip({ what, name, onRemove }: { what: string; name: string; onRemove: () => void }) {
  return (
    <button type="button" className={classes.chip} aria-label={`Remove ${name} from the filter`} onClick={onRemove}>
      {what} <strong>{name}</strong> <IconX size={13} aria-hidden />
    </button>
  );
}
