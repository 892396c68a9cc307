import { expect, test } from 'vitest';
import { inLine, outputText, scoreWords, subjectOf, summariesOf } from './experiments';

test('an output is the text of a message, a text, or JSON', () => {
  expect(outputText({ role: 'assistant', content: '4' })).toBe('4');
  expect(outputText('4')).toBe('4');
  expect(outputText({ content: '4' })).toBe('{\n  "content": "4"\n}');
  expect(outputText({ role: 'assistant', content: null, tool_calls: [] })).toContain('tool_calls');
  expect(outputText(null)).toBe('');
});

test('scores have no more digits than they can mean', () => {
  expect([1, 0.87512, 42, 0, 1234.5].map(scoreWords)).toEqual(['1', '0.875', '42', '0', '1,230']);
});

test('what was tried has a name, or is a draft', () => {
  expect(subjectOf({ prompt_name: 'a/b', prompt_version: 3 })).toBe('a/b v3');
  expect(subjectOf({ prompt_name: 'a/b', prompt_version: null })).toBe('a/b');
  expect(subjectOf({ prompt_name: null, prompt_version: null })).toBe('a draft');
});

test('before anything is over there are no totals', () => {
  expect(summariesOf({ totals: null })).toEqual([]);
});

test('any value fits into a line', () => {
  expect(inLine({ a: [1] })).toBe('{"a":[1]}');
  expect(inLine('x')).toBe('x');
});
