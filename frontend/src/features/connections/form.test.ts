import { expect, test } from 'vitest';
import type { Connection } from '@/lib/connections';
import { changesOf, creationOf, EMPTY, formOf } from './form';

const SAVED = {
  id: '0190',
  name: 'main',
  provider: 'openai',
  base_url: 'https://llm.example.org/v1',
  has_key: true,
  key_hint: 'abcd',
  default_model: 'small',
  timeout_s: 60,
  max_concurrency: null,
  requests_per_minute: 600,
  is_default: false,
  is_built_in: false,
} as Connection;

test('what was not touched is not sent', () => expect(changesOf(formOf(SAVED), SAVED)).toEqual({}));

test('only a key that was written is sent', () => {
  expect(changesOf({ ...formOf(SAVED), apiKey: ' sk-1 ' }, SAVED)).toEqual({ api_key: 'sk-1' });
  expect(creationOf({ ...EMPTY, name: 'a' })).not.toHaveProperty('api_key');
});

test('an emptied field is no longer said', () =>
  expect(changesOf({ ...formOf(SAVED), model: ' ', baseUrl: '' }, SAVED)).toEqual({ default_model: null, base_url: null }));

test('echo has neither an address nor a key', () =>
  expect(creationOf({ ...EMPTY, name: 'e', provider: 'echo', baseUrl: 'https://a', apiKey: 'k' })).toEqual({
    name: 'e',
    provider: 'echo',
    default_model: null,
    timeout_s: 60,
    max_concurrency: null,
    requests_per_minute: null,
    is_default: false,
  }));

test('limits for experiments are numbers, or none', () =>
  expect(changesOf({ ...formOf(SAVED), atOnce: 4, aMinute: '' }, SAVED)).toEqual({ max_concurrency: 4, requests_per_minute: null }));
