// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { show } from '@/testing/render';
import { ActiveState } from './active-state';

test.each([
  [8, 9, 'v8 of 9'],
  [9, 9, 'v9 of 9'],
  [null, 2, 'none of 2'],
])('%s of %s is said in words', (active, latest, words) => {
  const { container } = show(<ActiveState active={active} latest={latest} />);
  expect(container).toHaveTextContent(words);
});
