/**
 * Messages of any vendor's shape as turns that can be drawn: OpenAI's chats, Anthropic's and Gemini's blocks, and the
 * `parts` of OpenTelemetry's GenAI conventions. What none of them knows is kept as JSON, so nothing is left out.
 */

export type Part =
  | { form: 'text'; text: string }
  | { form: 'reasoning'; text: string }
  | { form: 'json'; value: unknown }
  | { form: 'call'; id: string | null; name: string; given: unknown }
  | { form: 'result'; id: string | null; value: unknown }
  | { form: 'media'; what: string; name: string }
  | { form: 'placeholder'; name: string };

export type Turn = { role: string; name: string | null; parts: Part[] };

type Fields = Record<string, unknown>;

/** A list of messages, one message, a text, or any other value. */
export function turnsOf(given: unknown, role = 'user'): Turn[] {
  if (given === null || given === undefined) return [];
  if (isFields(given) && Array.isArray(given.messages)) return given.messages.flatMap((one) => turnOf(one, role));
  if (Array.isArray(given) && given.length > 0 && given.every(isMessage)) return given.map((one) => turnOf(one, role));
  return [isMessage(given) ? turnOf(given, role) : { role, name: null, parts: valueParts(given) }];
}

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

const isMessage = (value: unknown): value is Fields =>
  isFields(value) && (typeof value.role === 'string' || value.type === 'placeholder');

function turnOf(message: unknown, role: string): Turn {
  if (!isFields(message)) return { role, name: null, parts: valueParts(message) };
  if (message.type === 'placeholder' && message.role === undefined) {
    return { role: 'placeholder', name: null, parts: [{ form: 'placeholder', name: textOf(message.name) }] };
  }
  const isAnswer = message.role === 'tool' || message.role === 'function';
  const content = message.content ?? message.parts;
  const parts: Part[] = isAnswer
    ? [{ form: 'result', id: idOf(message.tool_call_id), value: readable(content) }]
    : [...thoughtsOf(message), ...contentParts(content)];
  return { role: textOf(message.role ?? role), name: idOf(message.name), parts: [...parts, ...callsOf(message)] };
}

const thoughtsOf = ({ reasoning_content, reasoning, refusal }: Fields): Part[] => [
  ...[reasoning_content ?? reasoning].filter(isWritten).map((text): Part => ({ form: 'reasoning', text })),
  ...[refusal].filter(isWritten).map((text): Part => ({ form: 'text', text })),
];

const isWritten = (value: unknown): value is string => typeof value === 'string' && value !== '';

function callsOf({ tool_calls, function_call }: Fields): Part[] {
  const calls = Array.isArray(tool_calls) ? tool_calls : function_call ? [{ function: function_call }] : [];
  return calls.map((call) => (isFields(call) ? callOf(call) : { form: 'json', value: call }));
}

function callOf(call: Fields): Part {
  const asked = isFields(call.function) ? call.function : call;
  const given = asked.arguments ?? asked.input ?? asked.args ?? {};
  return { form: 'call', id: idOf(call.id), name: textOf(asked.name), given: typeof given === 'string' ? readable(given) : given };
}

function contentParts(content: unknown): Part[] {
  if (content === null || content === undefined || content === '') return [];
  return Array.isArray(content) ? content.map(partOf) : valueParts(content);
}

const valueParts = (value: unknown): Part[] => {
  const read = readable(value);
  return [typeof read === 'string' ? { form: 'text', text: read } : { form: 'json', value: read }];
};

function partOf(part: unknown): Part {
  if (!isFields(part)) return valueParts(part)[0] as Part;
  const type = textOf(part.type);
  const text = part.text ?? part.thinking ?? part.content;
  if (/^(tool_call|tool_use|function_call)$/.test(type)) return callOf(part);
  if (/^(tool_result|tool_call_response|function_response)$/.test(type)) return resultOf(part);
  if (/^(reasoning|thinking)$/.test(type) && isWritten(text)) return { form: 'reasoning', text };
  const media = mediaOf(part, type);
  if (media) return media;
  return typeof text === 'string' ? { form: 'text', text } : { form: 'json', value: part };
}

const resultOf = (part: Fields): Part => ({
  form: 'result',
  id: idOf(part.tool_use_id ?? part.id),
  value: readable(part.response ?? part.result ?? part.content),
});

const MEDIA = /image|audio|video|document|file|blob|uri/;
const KINDS: Record<string, string> = { document: 'file', blob: 'file', uri: 'file' };

/** Images and the like are named, never fetched: their addresses are the sender's. */
function mediaOf(part: Fields, type: string): Part | null {
  const kind = MEDIA.exec(type)?.[0];
  if (!kind) return null;
  const inner = [part[type], part.source, part.file, part].find(isFields) as Fields;
  const mime = idOf(inner.media_type ?? inner.mime_type ?? inner.format ?? part.mime_type ?? part.modality);
  const address = idOf(inner.url ?? part.uri ?? part.file_uri ?? (typeof part[type] === 'string' ? part[type] : null));
  const what = mime?.split('/')[0];
  return {
    form: 'media',
    what: what && /^(image|audio|video)$/.test(what) ? what : (KINDS[kind] ?? kind),
    name: idOf(inner.filename ?? inner.file_id ?? part.name) ?? named(address) ?? mime ?? 'kept by the sender',
  };
}

/** An address as far as it says something; of what is written out in place, its kind and size. */
function named(address: string | null): string | null {
  const inline = address && /^data:([^;,]*)[^,]*,/.exec(address);
  if (!inline) return address;
  const bytes = Math.round(((address.length - inline[0].length) * 3) / 4);
  return `${inline[1] || 'data'}, ${bytes.toLocaleString('en-US')} bytes`;
}

/** A text that is a JSON object or list as what it says; anything else as it is. */
export function readable(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? '';
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const idOf = (value: unknown): string | null => (isWritten(value) ? value : null);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What copying a turn gives. */
export const copied = ({ parts }: Turn): string =>
  parts.map((part) => ('text' in part ? part.text : asText('given' in part ? part.given : 'value' in part ? part.value : part.name))).join('\n\n');

export const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
