import { expect, it } from 'vitest';
import { wayBack } from './way-back';

it.each(['/prompts/1?tab=changes#top', '/prompts?q=a%2Fb'])('leads back to %s', (path) => {
  expect(wayBack(path)).toBe(path);
});

it.each([null, '', 'https://elsewhere.example/', '//elsewhere.example/x', 'javascript:alert(1)', 'http://['])(
  'leads nowhere else for %s',
  (next) => {
    expect(wayBack(next)).toBe('/prompts');
  },
);
