import { expect, test } from 'vitest';
import { refusalWords } from './refusals';

test.each([
  ['provider_away', 'The provider does not answer; try again in a moment.'],
  ['something_new', 'Begin again.'],
  ['constructor', 'Begin again.'],
  [null, null],
  ['', null],
])('%s says %s', (code, words) => expect(refusalWords(code)).toBe(words));
