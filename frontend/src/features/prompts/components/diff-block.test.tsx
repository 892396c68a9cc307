// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { show } from '@/testing/render';
import { rowsBetween } from '../diff/compare';
import { DiffBlock } from './diff-block';

const LONG = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');

test('what differs is marked as removed and inserted', () => {
  show(<DiffBlock label="Body" view="split" rows={rowsBetween('Be brief.', 'Be kind.')} />);
  expect(screen.getByRole('deletion')).toHaveTextContent('brief');
  expect(screen.getByRole('insertion')).toHaveTextContent('kind');
});

test('the unified view shows the old line above the new one', () => {
  show(<DiffBlock label="Body" view="unified" rows={rowsBetween('Be brief.', 'Be kind.')} />);
  const rows = within(screen.getByRole('table')).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual(['1−Be brief.', '1+Be kind.']);
});

test('unchanged lines unfold', async () => {
  show(<DiffBlock label="Body" view="split" rows={rowsBetween(LONG, `${LONG}\nnew`)} />);
  expect(screen.queryAllByText('line 1')).toHaveLength(0);
  await userEvent.click(screen.getByRole('button', { name: '17 unchanged lines' }));
  expect(screen.queryAllByText('line 1')).toHaveLength(2);
});
