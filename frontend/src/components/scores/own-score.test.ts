import { expect, test } from 'vitest';
import type { Score } from '@/lib/scores';
import { newScoreId, ownScore, valueWords } from './own-score';

const score = (id: string, name = 'helpful') => ({ id, name }) as Score;

test('only the score that this person gave on a page is their own', () => {
  const mine = score(newScoreId('ada'));
  expect(ownScore([score('x'), score(newScoreId('bob')), mine], 'ada', 'helpful')).toBe(mine);
  expect(ownScore([mine], 'ada', 'tone')).toBeUndefined();
  expect(ownScore([mine], undefined, 'helpful')).toBeUndefined();
});

test('every score has an id of its own', () => expect(newScoreId('ada')).not.toBe(newScoreId('ada')));

test.each([
  [true, 'boolean', 'yes'],
  [false, 'boolean', 'no'],
  [0.25, 'numeric', '0.25'],
  ['kind', 'categorical', 'kind'],
] as const)('%s is said as it is meant', (value, type, words) => expect(valueWords({ value, type })).toBe(words));
