/** What of an output is otherwise than in another, word by word. */

import { diffWordsWithSpace } from 'diff';

export type Piece = { text: string; change: 'added' | 'removed' | null };

/** Beyond, finding what changed takes longer than reading it. */
const LONGEST = 20_000;
/** With less in common than this they are two texts, and marking every word helps nobody. */
const LEAST_ALIKE = 0.25;

/** The pieces in the order in which they are read; null where there is nothing useful to mark. */
export function piecesOf(before: string, after: string): Piece[] | null {
  if (before === after || before === '' || after === '' || before.length + after.length > LONGEST) return null;
  const parts = diffWordsWithSpace(before, after);
  const alike = parts.reduce((sum, part) => sum + (part.added || part.removed ? 0 : part.value.length), 0);
  if (2 * alike < LEAST_ALIKE * (before.length + after.length)) return null;
  return parts.map(({ value, added, removed }) => ({ text: value, change: added ? 'added' : removed ? 'removed' : null }));
}
