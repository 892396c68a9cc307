/** A version while it is written: what the fields hold, and the way from and to what the API takes. */

import type { Body, Kind } from '@/lib/bodies';
import { indented, type JsonText, withMember } from '@/lib/json-text';

/**
 * A message of a role and a text, a placeholder, or, for everything else, its JSON. `source` is the message as it was
 * written: what no field changes comes back as it was.
 */
export type DraftMessage =
  | { key: string; form: 'text'; role: string; text: string; source: JsonText }
  | { key: string; form: 'placeholder'; name: string; source: JsonText }
  | { key: string; form: 'json'; json: string };

export type Draft = { kind: Kind; content: string; messages: DraftMessage[]; parameters: string };

const loaded = Date.now().toString(36);
let made = 0;
/** Differs from those of a draft that was kept over a reload. */
const newKey = () => `${loaded}-${++made}`;

export const emptyMessage = (role: string): DraftMessage => ({ key: newKey(), form: 'text', role, text: '', source: '{}' });
export const emptyPlaceholder = (): DraftMessage => ({ key: newKey(), form: 'placeholder', name: '', source: '{}' });

export const emptyDraft = (): Draft => ({
  kind: 'text',
  content: '',
  messages: [emptyMessage('system'), emptyMessage('user')],
  parameters: '',
});

export const draftOf = (body: Body): Draft => ({
  kind: body.messages ? 'chat' : 'text',
  content: body.content ?? '',
  messages: (body.messages ?? []).map(draftMessage),
  parameters: indented(body.parameters ?? ''),
});

function draftMessage(source: JsonText): DraftMessage {
  const key = newKey();
  const { role, content, type, name, ...rest } = JSON.parse(source) as Record<string, unknown>;
  if (Object.keys(rest).length === 0) {
    if (type === 'placeholder' && typeof name === 'string') return { key, form: 'placeholder', name, source };
    if (typeof role === 'string' && typeof content === 'string' && type === undefined && name === undefined) {
      return { key, form: 'text', role, text: content, source };
    }
  }
  return { key, form: 'json', json: indented(source) };
}

export function asJson(message: DraftMessage): DraftMessage {
  if (message.form === 'json') return message;
  return { key: message.key, form: 'json', json: indented(messageIn(message)) };
}

export class NotJson extends Error {}

/** What the API takes, of content and messages the one of the kind. Throws `NotJson` for what cannot be read. */
export function bodyOf(draft: Draft): Body {
  const parameters = parametersIn(draft.parameters);
  if (draft.kind === 'text') return { content: draft.content, messages: null, parameters };
  return { content: null, messages: draft.messages.map(messageIn), parameters };
}

/** The same, but what cannot be read yet is left out: for comparing while one types. */
export function readableBodyOf(draft: Draft, before: Body): Body {
  const messages = draft.messages.map((message) => orElse(() => messageIn(message), '{"role": "?", "content": ""}'));
  return {
    content: draft.kind === 'text' ? draft.content : null,
    messages: draft.kind === 'chat' ? messages : null,
    parameters: orElse(() => parametersIn(draft.parameters), before.parameters),
  };
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function messageIn(message: DraftMessage): JsonText {
  if (message.form === 'json') return objectIn(message.json, 'A message');
  const fields =
    message.form === 'text' ? { role: message.role, content: message.text } : { type: 'placeholder', name: message.name };
  const before = JSON.parse(message.source) as Record<string, unknown>;
  return Object.entries(fields).reduce(
    (source, [name, value]) => (before[name] === value ? source : withMember(source, name, value)),
    message.source,
  );
}

/** No text means no parameters. */
export const parametersIn = (text: string): JsonText | null =>
  text.trim() === '' || text.trim() === 'null' ? null : objectIn(text, 'Parameters');

function objectIn(text: string, what: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NotJson(`${what}: ${(error as Error).message}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new NotJson(`${what}: a JSON object is expected, such as {"temperature": 0.2}.`);
  }
  return text;
}

/** Every text of the draft, to find its variables in. */
export const textsOf = (draft: Draft): string =>
  draft.kind === 'text'
    ? draft.content
    : draft.messages.map((message) => (message.form === 'text' ? message.text : message.form === 'json' ? message.json : '')).join('\n');
