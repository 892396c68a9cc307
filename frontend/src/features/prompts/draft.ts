/** A version while it is written: what the fields hold, and the way from and to what the API takes. */

import type { Body, Kind, Message, Parameters } from './api/types';
import { pretty, roleOf } from './diff/compare';

/** A message of a role and a text, a placeholder, or, for everything else, its JSON. */
export type DraftMessage =
  | { key: string; form: 'text'; role: string; text: string }
  | { key: string; form: 'placeholder'; name: string }
  | { key: string; form: 'json'; json: string };

export type Draft = { kind: Kind; content: string; messages: DraftMessage[]; parameters: string };

let made = 0;
const newKey = () => `m${++made}`;

export const emptyMessage = (role: string): DraftMessage => ({ key: newKey(), form: 'text', role, text: '' });
export const emptyPlaceholder = (): DraftMessage => ({ key: newKey(), form: 'placeholder', name: '' });

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
  parameters: pretty(body.parameters),
});

function draftMessage(message: Message): DraftMessage {
  const key = newKey();
  const role = roleOf(message);
  if (role === 'placeholder') return { key, form: 'placeholder', name: String(message.name ?? '') };
  const isPlain = Object.keys(message).every((name) => name === 'role' || name === 'content');
  if (isPlain && role !== null && typeof message.content === 'string') {
    return { key, form: 'text', role, text: message.content };
  }
  return { key, form: 'json', json: pretty(message) };
}

export function asJson(message: DraftMessage): DraftMessage {
  if (message.form === 'json') return message;
  return { key: message.key, form: 'json', json: pretty(messageOf(message)) };
}

export class NotJson extends Error {}

/** What the API takes, of content and messages the one of the kind. Throws `NotJson` for what cannot be read. */
export function bodyOf(draft: Draft): Body {
  const parameters = parametersOf(draft.parameters);
  if (draft.kind === 'text') return { content: draft.content, messages: null, parameters };
  return { content: null, messages: draft.messages.map(messageOf), parameters };
}

/** The same, but what cannot be read yet is left out: for comparing while one types. */
export function readableBodyOf(draft: Draft, before: Body): Body {
  const messages = draft.messages.map((message) => orElse(() => messageOf(message), { role: '?', content: '' }));
  return {
    content: draft.kind === 'text' ? draft.content : null,
    messages: draft.kind === 'chat' ? messages : null,
    parameters: orElse(() => parametersOf(draft.parameters), before.parameters),
  };
}

/** A body as the API takes it: what is not of its kind is not sent. */
export const sentBody = ({ content, messages, parameters }: Body) =>
  messages ? { messages, parameters } : { content: content ?? '', parameters };

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function messageOf(message: DraftMessage): Message {
  if (message.form === 'text') return { role: message.role, content: message.text };
  if (message.form === 'placeholder') return { type: 'placeholder', name: message.name };
  return objectIn(message.json, 'A message');
}

/** No text means no parameters. */
export const parametersOf = (text: string): Parameters | null =>
  text.trim() === '' || text.trim() === 'null' ? null : objectIn(text, 'Parameters');

function objectIn(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NotJson(`${what}: ${(error as Error).message}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new NotJson(`${what}: a JSON object is expected, such as {"temperature": 0.2}.`);
  }
  return value as Record<string, unknown>;
}

/** Every text of the draft, to find its variables in. */
export const textsOf = (draft: Draft): string =>
  draft.kind === 'text'
    ? draft.content
    : draft.messages.map((message) => (message.form === 'text' ? message.text : message.form === 'json' ? message.json : '')).join('\n');
