import { expect, test } from 'vitest';
import { variablesIn } from './variables';

test('only names on one line are variables, each named once', () => {
  expect(variablesIn('{{ a.b-c }} {{a.b-c}} {{ 1x }} {{> part }} {{ d\n}} { e }')).toEqual(['a.b-c']);
});
