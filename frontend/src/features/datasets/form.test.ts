import { expect, test } from 'vitest';
import type { Dataset } from '@/lib/datasets';
import { changesOf, creationOf, EMPTY, formOf, wrongIn } from './form';

const dataset = { name: 'q', description: null, tags: ['a'], input_schema: { type: 'object' }, expected_schema: null } as unknown as Dataset;

test('what is left empty is nothing', () => {
  expect(creationOf({ ...EMPTY, name: ' q ' })).toEqual({ name: 'q', description: null, tags: [], input_schema: null, expected_schema: null });
});

test('only what was changed is sent', () => {
  expect(changesOf(formOf(dataset), dataset)).toEqual({});
  expect(changesOf({ ...formOf(dataset), inputSchema: '', tags: [] }, dataset)).toEqual({ input_schema: null, tags: [] });
});

test('a schema is a JSON object', () => {
  expect(wrongIn({ ...EMPTY, inputSchema: '[1]', expectedSchema: '{"type": "string"}' })).toEqual({ input_schema: 'A JSON Schema is a JSON object.' });
});
