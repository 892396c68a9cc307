/** An item while it is written: JSON, or a plain text that need not be quoted. */

import type { Schemas } from '@/lib/api';
import type { Item } from '@/lib/datasets';

export type Form = { key: string; input: string; expected: string; metadata: string; tags: string[]; message: string };

export const EMPTY: Form = { key: '', input: '', expected: '', metadata: '', tags: [], message: '' };

/** A text as it is, unless it would be read back as something else. */
export function written(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  return read(value) === value ? value : JSON.stringify(value);
}

/** JSON if it is some, else the text itself. */
export function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export const formOf = ({ key, input, expected, metadata, tags }: Item): Form => ({
  key,
  input: written(input),
  expected: written(expected),
  metadata: written(metadata),
  tags,
  message: '',
});

export function wrongIn({ input, metadata }: Form): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (input.trim() === '') wrong.input = 'Write what is asked: a text, or JSON such as {"question": "…"}.';
  const about = read(metadata);
  if (metadata.trim() && (about === null || typeof about !== 'object' || Array.isArray(about))) wrong.metadata = 'A JSON object.';
  return wrong;
}

export const itemOf = ({ key, input, expected, metadata, tags, message }: Form) =>
  ({
    ...(key.trim() && { key: key.trim() }),
    input: read(input),
    expected: expected.trim() === '' ? null : read(expected),
    metadata: metadata.trim() === '' ? null : read(metadata),
    tags,
    ...(message.trim() && { message: message.trim() }),
  }) as Schemas['DatasetItemIn'] & { message?: string };
