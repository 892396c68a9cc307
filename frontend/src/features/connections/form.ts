/** A connection while it is written, and what of it is sent. */

import type { Schemas } from '@/lib/api';
import type { Connection } from '@/lib/connections';
import type { Changes, Provider } from './api/connections';

export type Form = {
  name: string;
  provider: Provider;
  baseUrl: string;
  apiKey: string;
  model: string;
  timeout: number | string;
  /** Of experiments, empty for any number. */
  atOnce: number | string;
  aMinute: number | string;
  isDefault: boolean;
};

export const PROVIDERS: Record<Provider, string> = {
  openai: 'OpenAI, or a server that speaks like it',
  echo: 'Echo: says back what it is sent, for trying things out',
};

export const EMPTY: Form = { name: '', provider: 'openai', baseUrl: '', apiKey: '', model: '', timeout: 60, atOnce: '', aMinute: '', isDefault: false };

export const formOf = ({ name, provider, base_url, default_model, timeout_s, is_default, max_concurrency, requests_per_minute }: Connection): Form => ({
  name,
  provider: provider as Provider,
  baseUrl: base_url ?? '',
  apiKey: '',
  model: default_model ?? '',
  timeout: timeout_s,
  atOnce: max_concurrency ?? '',
  aMinute: requests_per_minute ?? '',
  isDefault: is_default,
});

/** Echo makes no calls, so it has neither an address nor a key. */
const reach = ({ provider, baseUrl, apiKey }: Form) =>
  provider === 'echo' ? {} : { base_url: baseUrl.trim() || null, ...(apiKey.trim() && { api_key: apiKey.trim() }) };

const numberOf = (typed: number | string) => (typed === '' ? null : Number(typed));

export const creationOf = (form: Form): Schemas['ConnectionIn'] => ({
  name: form.name.trim(),
  provider: form.provider,
  ...reach(form),
  default_model: form.model.trim() || null,
  timeout_s: Number(form.timeout),
  max_concurrency: numberOf(form.atOnce),
  requests_per_minute: numberOf(form.aMinute),
  is_default: form.isDefault,
});

/** Only what was changed; a key that was left empty stays as it is. */
export function changesOf(form: Form, before: Connection): Changes {
  const { provider: _, ...now } = creationOf(form);
  const was: Record<string, unknown> = before;
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => name === 'api_key' || value !== was[name]));
}
