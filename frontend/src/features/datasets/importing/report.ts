/** What an import answers, line by line. */

import { unparse } from 'papaparse';

export type Refused = { line: number; key: string | null; reason: string };
export type Summary = {
  rows: number;
  refused: number;
  added: number;
  changed: number;
  unchanged: number;
  version: number | null;
  ignored: string[];
  complete: boolean;
  detail: string | null;
};
export type Report = { refused: Refused[]; summary: Summary | null };

/** Without a summary the answer broke off, and nothing is known to have been written. */
export function reportIn(text: string): Report {
  const report: Report = { refused: [], summary: null };
  for (const line of text.split('\n')) {
    if (!line.trim()) continue;
    const value = JSON.parse(line) as { summary?: Summary; progress?: unknown } & Partial<Refused>;
    if (value.summary) report.summary = value.summary;
    else if (!value.progress) report.refused.push(value as Refused);
  }
  return report;
}

/** As CSV, of which a spreadsheet runs nothing. */
export const tableOf = (refused: Refused[]) => unparse(refused, { columns: ['line', 'key', 'reason'], escapeFormulae: true });
