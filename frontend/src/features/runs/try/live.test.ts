import { expect, test } from 'vitest';
import type { Run } from '../words';
import { byColumn, heard, type LiveRuns, type News } from './live';

const run = (part: Partial<Run>) => ({ id: 'a', status: 'running', attempts: 1, created_at: '1', metadata: { column: 0 }, ...part }) as Run;
const told = (...news: News[]): LiveRuns => news.reduce(heard, {});
const said = (text: string): News => ({ type: 'delta', run_id: 'a', text });
const is = (part: Partial<Run>): News => ({ type: 'run', run: run(part) });

test('an answer grows piece by piece', () => expect(told(is({}), said('Hel'), said('lo')).a?.text).toBe('Hello'));

test('another try begins anew', () => expect(told(is({}), said('Hel'), is({ attempts: 2 }), said('Ho')).a?.text).toBe('Ho'));

test('what was said stays when it is over', () => {
  const live = told(is({}), said('Hel'), is({ status: 'cancelled' }));
  expect(live.a).toMatchObject({ text: 'Hel', run: { status: 'cancelled' } });
});

test('what is over does not begin again', () =>
  expect(told(is({ status: 'succeeded' }), is({ status: 'queued' })).a?.run.status).toBe('succeeded'));

test('a piece of an unknown run says nothing', () => expect(told(said('x'))).toEqual({}));

test('each column shows its newest run', () => {
  const live = told(is({}), is({ id: 'b', metadata: { column: 1 } }), is({ id: 'c', created_at: '2' }));
  expect(byColumn(live)).toMatchObject({ 0: { run: { id: 'c' } }, 1: { run: { id: 'b' } } });
});
