import { expect, test } from 'vitest';
import { nextCursor, pageOf } from './paging';

test('a page tells its total and the way on', () => {
  const headers = new Headers({
    'X-Pagination': '{"limit": 2, "offset": 0, "total": 10000, "total_capped": true}',
    Link: '</api/prompts?limit=2&cursor=AAZg-9GT>; rel="next"',
  });
  expect(pageOf(['a', 'b'], headers)).toEqual({ rows: ['a', 'b'], total: 10_000, capped: true, next: 'AAZg-9GT' });
});

test('the last page leads nowhere', () => {
  expect(nextCursor(new Headers())).toBeNull();
});
