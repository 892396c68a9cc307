/** A person's score of each name: given again on the page it changes, and is taken back alone. */

import type { Score } from '@/lib/scores';

const mark = (person: string) => `page-${person}-`;

export const ownScore = (scores: Score[], person: string | undefined, name: string): Score | undefined =>
  person === undefined ? undefined : scores.find((score) => score.name === name && score.id.startsWith(mark(person)));

/** Another one for each target, since taking one back asks for its id alone. */
export function newScoreId(person: string): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  return mark(person) + [...random].map((part) => part.toString(16).padStart(8, '0')).join('');
}

export const valueWords = ({ value, type }: Pick<Score, 'value' | 'type'>): string =>
  type === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 4 }) : String(value);
