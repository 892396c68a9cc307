import { expect, test } from 'vitest';
import { reportIn, tableOf } from './report';

test('refused rows are named, and the last line says what it came to', () => {
  const report = reportIn('{"line":2,"key":null,"reason":"1 cells"}\n{"progress":{"rows":10,"refused":1}}\n{"summary":{"rows":11,"complete":false}}\n');
  expect(report.refused).toEqual([{ line: 2, key: null, reason: '1 cells' }]);
  expect(report.summary).toEqual({ rows: 11, complete: false });
});

test('an answer that breaks off has no summary', () => {
  expect(reportIn('{"progress":{"rows":10,"refused":0}}\n').summary).toBeNull();
});

test('refused rows are a table of which nothing runs', () => {
  expect(tableOf([{ line: 2, key: '=1+1', reason: 'too long, by "far"' }])).toBe('line,key,reason\r\n2,"\'=1+1","too long, by ""far"""');
});
