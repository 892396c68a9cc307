/** Tables as CSV (RFC 4180), as spreadsheets read it. */

export type Cell = string | number | null;

/** What a spreadsheet would take for a formula is a text to it by an apostrophe. */
const text = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const written = (cell: Cell): string => {
  if (cell === null) return '';
  const plain = typeof cell === 'number' ? String(cell) : text(cell);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

export const csvOf = (head: string[], rows: Cell[][]): string =>
  [head, ...rows].map((cells) => `${cells.map(written).join(',')}\r\n`).join('');
