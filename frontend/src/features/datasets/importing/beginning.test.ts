import { expect, test } from 'vitest';
import { beginningIn } from './beginning';

test('a table is read with its quotes, its mark of order and its own delimiter', () => {
  expect(beginningIn('\uFEFFquestion;answer\n"1; 1?";2\n2?;4\n', 'sums.csv')).toEqual({
    kind: 'text/csv',
    names: ['question', 'answer'],
    rows: [['1; 1?', '2'], ['2?', '4']],
  });
});

test('of lines of JSON all names count, and a line that is cut off does not', () => {
  expect(beginningIn('{"question": "1 + 1?", "answer": 2}\n{"question": "2", "tags": ["a"]}\n{"que', 'x.jsonl')).toEqual({
    kind: 'application/x-ndjson',
    names: ['question', 'answer', 'tags'],
    rows: [['1 + 1?', '2', ''], ['2', '', '["a"]']],
  });
});

test('a name that says nothing leaves it to the first character', () => {
  expect(beginningIn('{"a": 1}', 'items').kind).toBe('application/x-ndjson');
  expect(beginningIn('a,b\n1,2', 'items').kind).toBe('text/csv');
});
