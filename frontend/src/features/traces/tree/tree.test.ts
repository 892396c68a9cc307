import { expect, test } from 'vitest';
import type { Span } from '../words';
import { foundIn, shownOf, treeOf } from './tree';

const span = (span_id: string, parent_span_id: string | null = null, more: Partial<Span> = {}) =>
  ({ span_id, parent_span_id, name: span_id, kind: 'span', level: 'default', ...more }) as Span;

const drawn = (spans: Span[]) => treeOf(spans).map(({ span, depth }) => '  '.repeat(depth) + span.span_id);
const NONE = new Set<number>();

test('each stands below what it is a part of, in the order they began', () => {
  const spans = [span('root'), span('a', 'root'), span('b', 'root'), span('a1', 'a'), span('b1', 'b')];
  expect(drawn(spans)).toEqual(['root', '  a', '    a1', '  b', '    b1']);
  expect(treeOf(spans).map(({ below }) => below)).toEqual([4, 1, 0, 1, 0]);
  expect(treeOf(spans).map(({ nth, of }) => `${nth}/${of}`)).toEqual(['1/1', '1/2', '1/1', '2/2', '1/1']);
});

test('a child that began before its parent stands below it', () => {
  expect(drawn([span('early', 'late'), span('late')])).toEqual(['late', '  early']);
});

test('a span without its parent stands at the top', () => {
  expect(drawn([span('root'), span('lost', 'elsewhere')])).toEqual(['root', 'lost']);
});

test('every span of a circle has one row', () => {
  expect(drawn([span('root'), span('x', 'y'), span('y', 'x'), span('self', 'self')])).toEqual(['root', 'self', 'x', '  y']);
});

test('two spans of one id have a row each', () => {
  expect(drawn([span('root'), span('twin', 'root'), span('twin', 'root')])).toEqual(['root', '  twin', '  twin']);
});

test('a chain of thousands is a tree like any other', () => {
  const rows = treeOf(Array.from({ length: 5_000 }, (_, n) => span(`s${n}`, n ? `s${n - 1}` : null)));
  expect(rows).toHaveLength(5_000);
  expect(rows[0]?.below).toBe(4_999);
  expect(rows[4_999]?.depth).toBe(4_999);
});

test('what stands under a collapsed row is not drawn', () => {
  const rows = treeOf([span('root'), span('a', 'root'), span('a1', 'a'), span('b', 'root')]);
  expect(shownOf(rows, new Set([1]), null).map((row) => row.span.span_id)).toEqual(['root', 'a', 'b']);
  expect(shownOf(rows, new Set([0]), null)).toHaveLength(1);
});

test('what is found is drawn with all that it stands under', () => {
  const rows = treeOf([
    span('root'),
    span('a', 'root'),
    span('a1', 'a', { model: 'gpt-5' }),
    span('b', 'root', { level: 'error', status_message: 'Too many tokens' }),
  ]);
  const found = (text: string, errors = false) =>
    shownOf(rows, NONE, foundIn(rows, { text, errors })).map((row) => row.span.span_id);
  expect(found('GPT')).toEqual(['root', 'a', 'a1']);
  expect(found('tokens')).toEqual(['root', 'b']);
  expect(found('', true)).toEqual(['root', 'b']);
  expect(found('nothing like it')).toEqual([]);
  expect(foundIn(rows, { text: ' ', errors: false })).toBeNull();
});
