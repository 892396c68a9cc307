// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { show } from '@/testing/render';
import { Conversation } from './conversation';

test('everybody who spoke is named', () => {
  show(<Conversation label="Messages" messages={[{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hello' }]} />);

  expect(screen.getByRole('list', { name: 'Messages' })).toHaveTextContent('systemCopyBe brief.userCopyHello');
});

test('a long text is unfolded by its button', async () => {
  show(<Conversation label="Output" role="assistant" messages={Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')} />);
  expect(screen.queryByText(/line 39/)).toBeNull();

  await userEvent.click(screen.getByRole('button', { name: 'Show all 40 lines' }));

  expect(screen.getByText(/line 39/)).toBeVisible();
});

test('an image is named and not fetched', () => {
  const { container } = show(
    <Conversation label="Messages" messages={[{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }]} />,
  );

  expect(container).toHaveTextContent('image https://example.com/a.png');
  expect(container.querySelector('img, a')).toBeNull();
});
