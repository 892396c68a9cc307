/** What a span says that a model was given, as messages that can be sent again. */

import type { Schemas } from '@/lib/api';
import type { Run } from '../words';

export type Messages = Pick<Run, 'messages' | 'parameters' | 'connection'>;

type Fields = Record<string, unknown>;

export function givenTo({ input, model, parameters }: Pick<Schemas['SpanDetailOut'], 'input' | 'model' | 'parameters'>): Messages {
  const own = isFields(parameters) ? parameters : {};
  const all = { ...(model && { model }), ...own };
  return { messages: messagesIn(input), parameters: Object.keys(all).length > 0 ? all : null, connection: null };
}

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

const isMessage = (value: unknown): value is Fields => isFields(value) && typeof value.role === 'string';

/** A list of messages is one already; anything else is what a user said. */
function messagesIn(input: unknown): Fields[] {
  if (input === null || input === undefined || input === '') return [];
  if (isFields(input) && Array.isArray(input.messages)) return messagesIn(input.messages);
  if (Array.isArray(input) && input.length > 0 && input.every(isMessage)) return input;
  if (isMessage(input)) return [input];
  return [{ role: 'user', content: typeof input === 'string' ? input : JSON.stringify(input, null, 2) }];
}
