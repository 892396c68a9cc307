import { expect, test } from 'vitest';
import { emptyDraft, NotJson } from '@/components/drafts/draft';
import type { Asked } from './asking';
import { requestFor } from './asking';

const column = (of: string, connection = '', parameters: string | null = null) => ({ of, connection, parameters });
const asked = (part: Partial<Asked>): Asked => ({
  group: 'g',
  index: 1,
  column: column('3'),
  promptName: 'a/b',
  draft: emptyDraft(),
  fields: [],
  values: {},
  ...part,
});
const sent = (part: Partial<Asked>) => JSON.parse(requestFor(asked(part))) as unknown;
const shared = { source: 'playground', group_id: 'g', metadata: { column: 1 }, input: {} };

test('a version is asked for by its number, a label by its name', () => {
  expect(sent({})).toEqual({ prompt_name: 'a/b', version: 3, ...shared });
  expect(sent({ column: column('latest', 'main') })).toEqual({ prompt_name: 'a/b', label: 'latest', connection: 'main', ...shared });
});

test('parameters replace those of the version only if some are set', () => {
  expect(sent({ column: column('3', '', '{"temperature": 0}') })).toMatchObject({ parameters: { temperature: 0 } });
  expect(sent({ column: column('3', '', '') })).toMatchObject({ parameters: {} });
  expect(() => sent({ column: column('3', '', 'half') })).toThrow(NotJson);
});

test('a draft is sent as it was written, without the prompt', () => {
  const draft = { ...emptyDraft(), content: 'Hi {{ a }}', parameters: '{"b": 1.0, "10": 2}' };
  const text = requestFor(asked({ column: column('draft'), draft, fields: [{ name: 'a', holds: 'text' }], values: { a: 'x' } }));
  expect(text).toContain('"parameters": {"b": 1.0, "10": 2}');
  expect(JSON.parse(text)).toEqual({ ...shared, content: 'Hi {{ a }}', parameters: { b: 1, 10: 2 }, input: { a: 'x' } });
});

test('a chat is a list of messages', () => {
  const draft = { ...emptyDraft(), kind: 'chat' as const };
  expect(sent({ column: column('draft'), draft })).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] });
});
