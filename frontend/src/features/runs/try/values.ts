/** What is filled in: a text for each variable, a list of messages for each placeholder. */

import { NotJson } from '@/components/drafts/draft';
import type { Body } from '@/lib/bodies';
import type { JsonText, Member } from '@/lib/json-text';
import { objectOf } from '@/lib/json-text';
import { variablesIn } from '@/lib/variables';

export type Field = { name: string; holds: 'text' | 'messages' };
export type Values = Record<string, string>;

type Message = { type?: unknown; name?: unknown; content?: unknown };

/** In the order in which a reader meets them. */
export function fieldsOf(body: Pick<Body, 'content' | 'messages'>): Field[] {
  const fields = (body.messages ?? []).map((text) => JSON.parse(text) as Message).flatMap(fieldsIn);
  return once([...variablesIn(body.content ?? '').map(asText), ...fields]);
}

function fieldsIn({ type, name, content }: Message): Field[] {
  if (type === 'placeholder') return [{ name: String(name), holds: 'messages' }];
  const texts = typeof content === 'string' ? [content] : Array.isArray(content) ? content.map((part: { text?: unknown } | null) => part?.text) : [];
  return texts.filter((text) => typeof text === 'string').flatMap(variablesIn).map(asText);
}

const asText = (name: string): Field => ({ name, holds: 'text' });

/** Those of several bodies, each once. */
export const once = (fields: Field[]): Field[] => [...new Map(fields.map((field) => [field.name, field])).values()];

/** What is sent. Who writes nothing means an empty text, or no messages. Throws `NotJson` for messages that are none. */
export const inputOf = (fields: Field[], values: Values): JsonText =>
  objectOf(fields.map(({ name, holds }): Member => [name, holds === 'text' ? JSON.stringify(values[name] ?? '') : messagesIn(name, values[name])]));

function messagesIn(name: string, text = ''): JsonText {
  if (text.trim() === '') return '[]';
  try {
    if (Array.isArray(JSON.parse(text))) return text;
  } catch {}
  throw new NotJson(`${name}: a JSON list of messages is expected, such as [{"role": "user", "content": "Hello"}].`);
}

/** The values a run was given, as they are written in the fields. */
export const valuesOf = (variables: Record<string, unknown> | null): Values =>
  Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value, null, 2)]),
  );
