import { expect, test } from 'vitest';
import { beginningOf, MOST_CHARACTERS, MOST_LINES } from './folding';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

test.each(['', 'one line', lines(MOST_LINES)])('what is short is shown whole', (text) => expect(beginningOf(text)).toBe(text));
test('of many lines the first are shown', () => expect(beginningOf(lines(200))).toBe(lines(MOST_LINES)));
test('of a long line the beginning is shown', () => expect(beginningOf('a'.repeat(100_000))).toHaveLength(MOST_CHARACTERS));
test('nothing is folded to hide a word', () => expect(beginningOf('a'.repeat(MOST_CHARACTERS + 10))).toHaveLength(MOST_CHARACTERS + 10));
