/** A column as the request that runs it. What an author wrote as JSON is sent as it was written. */

import { bodyOf, type Draft, parametersIn } from '@/components/drafts/draft';
import type { Schemas } from '@/lib/api';
import { type JsonText, type Member, objectOf } from '@/lib/json-text';
import { type Column, DRAFT, LABELS } from './columns';
import { type Field, inputOf, type Values } from './values';

export type Asked = { group: string; index: number; column: Column; promptName: string | null; draft: Draft; fields: Field[]; values: Values };

/** Throws `NotJson` for what cannot be read. */
export function requestFor({ group, index, column, promptName, draft, fields, values }: Asked): JsonText {
  const isDraft = column.of === DRAFT;
  const own = column.parameters === null ? null : (parametersIn(column.parameters) ?? '{}');
  const body = isDraft ? bodyOf(draft) : null;
  const parameters = own ?? body?.parameters ?? null;
  const plain: Partial<Schemas['RunIn']> = {
    ...(!isDraft && promptName !== null && { prompt_name: promptName, ...pointer(column.of) }),
    ...(column.connection && { connection: column.connection }),
    source: 'playground',
    group_id: group,
    metadata: { column: index },
  };
  return objectOf([
    ...Object.entries(plain).map(([name, value]): Member => [name, JSON.stringify(value)]),
    ...(body ? [bodyMember(body)] : []),
    ...(parameters === null ? [] : [['parameters', parameters] as Member]),
    ['input', inputOf(fields, values)],
  ]);
}

function bodyMember({ content, messages }: ReturnType<typeof bodyOf>): Member {
  return messages ? ['messages', `[${messages.join(', ')}]`] : ['content', JSON.stringify(content ?? '')];
}

const isLabel = (of: string): of is (typeof LABELS)[number] => LABELS.includes(of as (typeof LABELS)[number]);

const pointer = (of: string): Partial<Schemas['RunIn']> => (isLabel(of) ? { label: of } : { version: Number(of) });
