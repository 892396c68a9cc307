import { expect, test } from 'vitest';
import { reportIn } from './report';

test('refused rows are named, and the last line says what it came to', () => {
  const report = reportIn('{"line":2,"key":null,"reason":"1 cells"}\n{"progress":{"rows":10,"refused":1}}\n{"summary":{"rows":11,"complete":false}}\n');
  expect(report.refused).toEqual([{ line: 2, key: null, reason: '1 cells' }]);
  expect(report.summary).toEqual({ rows: 11, complete: false });
});

test('an answer that breaks off has no summary', () => {
  expect(reportIn('{"progress":{"rows":10,"refused":0}}\n').summary).toBeNull();
});
