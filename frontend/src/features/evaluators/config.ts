/** The config of an evaluator as the fields of its kind's JSON Schema, and back. */

export type Field = {
  name: string;
  form: 'switch' | 'choice' | 'number' | 'text' | 'lines' | 'json' | 'prompt';
  words: string;
  about: string | undefined;
  required: boolean;
  choices: string[];
  usual: unknown;
};

type Schema = {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  items?: { type?: string };
};

/** What is in each field as it is typed; absent is not written. */
export type Typed = Record<string, string | number | boolean>;

/** `pass_at` → `Pass at`. */
const wordsOf = (name: string) => {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`.replace(/\b(json|usd|ms)\b/gi, (word) => (word.toLowerCase() === 'ms' ? '(ms)' : word.toUpperCase()));
};

function formOf(kind: string, name: string, { type, enum: choices, items }: Schema): Field['form'] {
  if (kind === 'judge' && name === 'prompt') return 'prompt';
  if (choices) return 'choice';
  if (type === 'boolean') return 'switch';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'string') return 'text';
  return type === 'array' && items?.type === 'string' ? 'lines' : 'json';
}

export function fieldsOf({ kind, config_schema }: { kind: string; config_schema: unknown }): Field[] {
  const { properties = {}, required = [] } = config_schema as { properties?: Record<string, Schema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    form: formOf(kind, name, schema),
    words: wordsOf(name),
    about: schema.description,
    required: required.includes(name),
    choices: (schema.enum ?? []).map(String),
    usual: schema.default,
  }));
}

/** A saved config as it is shown in the fields. */
export function typedOf(fields: Field[], config: Record<string, unknown>): Typed {
  return Object.fromEntries(
    fields.flatMap(({ name, form }) => {
      const value = config[name];
      if (value === undefined || value === null) return [];
      if (form === 'json') return [[name, JSON.stringify(value, null, 2)]];
      if (form === 'lines') return [[name, (value as string[]).join('\n')]];
      return [[name, value as string | number | boolean]];
    }),
  );
}

/** What is sent, and by field what cannot be. */
export function configOf(fields: Field[], typed: Typed): { config: Record<string, unknown>; wrong: Record<string, string> } {
  const config: Record<string, unknown> = {};
  const wrong: Record<string, string> = {};
  for (const { name, form, required } of fields) {
    const value = typed[name];
    const isEmpty = value === undefined || (typeof value === 'string' && value.trim() === '');
    if (isEmpty) {
      if (required) wrong[name] = 'This is needed.';
      continue;
    }
    if (form === 'json') {
      try {
        config[name] = JSON.parse(String(value));
      } catch {
        wrong[name] = 'This is not JSON.';
      }
    } else if (form === 'lines') config[name] = String(value).split('\n').filter((line) => line !== '');
    else config[name] = value;
  }
  return { config, wrong };
}

/** `Scores from 0 to 1; more is better.` Only a judge may have another scale. */
export function scaleWords(kind: string, config: Record<string, unknown>): string {
  const { minimum = 0, maximum = 1, direction = 'higher' } = kind === 'judge' ? config : {};
  return `Scores from ${minimum} to ${maximum}; ${direction === 'lower' ? 'less' : 'more'} is better.`;
}

/** `tolerance 0.01, pattern …`: what is not as usual, in a line. */
export function summaryOf(config: Record<string, unknown>): string {
  const parts = Object.entries(config).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name.replaceAll('_', ' ')} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
  });
  return parts.length > 0 ? parts.join(', ') : 'as usual';
}

/** The names whose values differ, with both, for the difference between versions. */
export function differencesOf(before: Record<string, unknown>, after: Record<string, unknown>) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => ({ name, before: before[name], after: after[name] }));
}
