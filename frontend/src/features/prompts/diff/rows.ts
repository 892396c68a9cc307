/** A comparison as the API gives it, and as the editor makes it while one types. */

import type { Schemas } from '@/lib/api';

export type Row = Schemas['DiffRowOut'];
/** A piece of a line, and whether it differs. */
export type Segment = NonNullable<Row['from_text']>[number];
export type MessageRows = Schemas['MessageDiffOut'];
export type Comparison = Pick<Schemas['DiffOut'], 'kind' | 'content' | 'messages' | 'parameters'>;

export const isSame = (row: Row) => row.op === 'same';

/** Every row of a comparison's body. */
export const bodyRows = ({ content, messages }: Comparison): Row[] =>
  content ?? (messages ?? []).flatMap((message) => message.rows);
