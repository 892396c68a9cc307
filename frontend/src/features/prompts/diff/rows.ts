/** A comparison as the API gives it, and as the editor makes it while one types. */

import type { Schemas } from '@/lib/api';

/** A piece of a line, and whether it differs. */
export type Segment = [text: string, differs: boolean];

export type Row = Pick<Schemas['DiffRowOut'], 'op' | 'from_line' | 'to_line'> & {
  from_text: Segment[] | null;
  to_text: Segment[] | null;
};

export type MessageRows = Omit<Schemas['MessageDiffOut'], 'rows'> & { rows: Row[] };

export type Comparison = Omit<Schemas['DiffOut'], 'content' | 'messages' | 'parameters' | 'unified' | 'from' | 'to'> & {
  content: Row[] | null;
  messages: MessageRows[] | null;
  parameters: Row[];
};

export const isSame = (row: Row) => row.op === 'same';

/** Every row of a comparison's body. */
export const bodyRows = ({ content, messages }: Comparison): Row[] =>
  content ?? (messages ?? []).flatMap((message) => message.rows);
