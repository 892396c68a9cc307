/** A scale while it is written, and what of it is sent. */

import type { Schemas } from '@/lib/api';
import type { Scale } from '@/lib/scores';

export type Type = Scale['type'];
export type Category = { label: string; value: number | string };
type Changes = Schemas['ScalePatchIn'];

export type Form = {
  name: string;
  type: Type;
  minimum: number | string;
  maximum: number | string;
  categories: Category[];
  description: string;
};

export const TYPES: Record<Type, string> = {
  boolean: 'Yes or no',
  numeric: 'A number',
  categorical: 'One of some categories',
};

const FIRST: Category[] = [
  { label: '', value: 1 },
  { label: '', value: 0 },
];

export const EMPTY: Form = { name: '', type: 'boolean', minimum: '', maximum: '', categories: FIRST, description: '' };

export const formOf = ({ name, type, minimum, maximum, categories, description }: Scale): Form => ({
  name,
  type,
  minimum: minimum ?? '',
  maximum: maximum ?? '',
  categories: categories ?? [],
  description: description ?? '',
});

const numberOf = (typed: number | string) => (typed === '' ? null : Number(typed));

/** Only what belongs to its type, whatever was typed before another was chosen. */
export const creationOf = ({ name, type, minimum, maximum, categories, description }: Form): Schemas['ScaleIn'] => ({
  name: name.trim(),
  type,
  minimum: type === 'numeric' ? numberOf(minimum) : null,
  maximum: type === 'numeric' ? numberOf(maximum) : null,
  categories: type === 'categorical' ? categories.map(({ label, value }) => ({ label: label.trim(), value: Number(value) })) : null,
  description: description.trim() || null,
});

/** Only what was changed. */
export function changesOf(form: Form, before: Scale): Changes {
  const { type: _, ...now } = creationOf(form);
  const { type: __, ...was } = creationOf(formOf(before));
  const saved: Record<string, unknown> = was;
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name])));
}

/** With a number beside that none of the others has. */
export const nextCategory = (categories: Category[]): Category => ({
  label: '',
  value: Math.max(-1, ...categories.map(({ value }) => Math.floor(Number(value)))) + 1,
});

/** Which values it takes: `1 to 5`. */
export function valuesOf({ type, minimum, maximum, categories }: Pick<Scale, 'type' | 'minimum' | 'maximum' | 'categories'>): string {
  if (type === 'boolean') return 'yes or no';
  if (type === 'categorical') return (categories ?? []).map(({ label, value }) => `${label} (${value})`).join(', ');
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum === null && maximum === null) return 'any number';
  return minimum === null ? `up to ${maximum}` : `${minimum} and more`;
}
