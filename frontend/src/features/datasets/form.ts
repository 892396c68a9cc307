/** A dataset while it is written, and what of it is sent. */

import type { Schemas } from '@/lib/api';
import type { Dataset } from '@/lib/datasets';

export type Form = { name: string; description: string; tags: string[]; inputSchema: string; expectedSchema: string };

export const EMPTY: Form = { name: '', description: '', tags: [], inputSchema: '', expectedSchema: '' };

const schemaText = (schema: unknown) => (schema ? JSON.stringify(schema, null, 2) : '');

export const formOf = ({ name, description, tags, input_schema, expected_schema }: Dataset): Form => ({
  name,
  description: description ?? '',
  tags,
  inputSchema: schemaText(input_schema),
  expectedSchema: schemaText(expected_schema),
});

const isObject = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** What is wrong before anything is sent, by field as the server names it. */
export function wrongIn({ inputSchema, expectedSchema }: Form): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (inputSchema.trim() && !isObject(inputSchema)) wrong.input_schema = 'A JSON Schema is a JSON object.';
  if (expectedSchema.trim() && !isObject(expectedSchema)) wrong.expected_schema = 'A JSON Schema is a JSON object.';
  return wrong;
}

const schemaIn = (text: string) => (text.trim() ? (JSON.parse(text) as Record<string, never>) : null);

export const creationOf = ({ name, description, tags, inputSchema, expectedSchema }: Form): Schemas['DatasetIn'] => ({
  name: name.trim(),
  description: description.trim() || null,
  tags,
  input_schema: schemaIn(inputSchema),
  expected_schema: schemaIn(expectedSchema),
});

/** Only what was changed. */
export function changesOf(form: Form, before: Dataset): Schemas['DatasetPatchIn'] {
  const was: Record<string, unknown> = creationOf(formOf(before));
  return Object.fromEntries(Object.entries(creationOf(form)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));
}
