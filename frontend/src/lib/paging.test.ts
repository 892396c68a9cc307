import { expect, it } from 'vitest';
import { nextCursor, pageOf } from './paging';

const LINK = '</api/prompts?limit=2&cursor=abc%3D>; rel="next"';

it('reads where the next page begins', () => {
  expect(nextCursor(new Headers({ Link: LINK }))).toBe('abc=');
});

it('knows the last page', () => {
  expect(nextCursor(new Headers())).toBeNull();
});

it('reads how many rows there are', () => {
  const headers = new Headers({ Link: LINK, 'X-Pagination': '{"total": 10000, "total_capped": true}' });

  expect(pageOf(['a', 'b'], headers)).toEqual({ rows: ['a', 'b'], total: 10_000, capped: true, next: 'abc=' });
});
