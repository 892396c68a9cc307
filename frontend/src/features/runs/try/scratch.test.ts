import { expect, test } from 'vitest';
import { newScratch, resumed } from './scratch';

const column = (of: string, parameters: string | null = null) => ({ of, connection: '', parameters });

test('without a prompt one begins with an empty draft', () => {
  const scratch = newScratch(null, []);
  expect(scratch.columns).toEqual([column('draft')]);
  expect(scratch.draft.content).toBe('');
});

test('what was written goes on, in the columns that the address asks for', () => {
  const kept = { ...newScratch(null, [column('3')]), values: { a: 'x' } };
  expect(resumed(newScratch(null, [column('4')]), kept)).toMatchObject({ columns: [column('4')], values: { a: 'x' } });
});

test('of the same columns, what was too long for the address is there again', () => {
  const kept = newScratch(null, [column('3', 'half')]);
  expect(resumed(newScratch(null, [column('3')]), kept).columns).toEqual([column('3', 'half')]);
  expect(resumed(newScratch(null, [column('3')]), null).columns).toEqual([column('3')]);
});
