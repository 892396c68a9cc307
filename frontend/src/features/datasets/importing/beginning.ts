/** The first rows of a file, read here to choose what becomes what. */

import { parse } from 'papaparse';

export type Kind = 'application/x-ndjson' | 'text/csv';
export type Beginning = { kind: Kind; names: string[]; rows: string[][] };

const BYTES = 256 * 1024;
const ROWS = 3;

export const beginningOfFile = async (file: File): Promise<Beginning> => beginningIn(await file.slice(0, BYTES).text(), file.name);

/** By its name a table or lines of JSON, else by how it begins. */
export function beginningIn(text: string, name: string): Beginning {
  const plain = text.replace(/^\uFEFF/, '');
  const isTable = /\.(csv|tsv|txt)$/i.test(name) || (!/\.(jsonl|ndjson|json)$/i.test(name) && !plain.trimStart().startsWith('{'));
  return isTable ? tableIn(plain) : linesIn(plain);
}

function tableIn(text: string): Beginning {
  const { data } = parse<string[]>(text, { preview: ROWS + 1, skipEmptyLines: true, delimitersToGuess: [',', ';', '\t'] });
  const [names = [], ...rows] = data;
  return { kind: 'text/csv', names: names.map((cell) => cell.trim()), rows };
}

function linesIn(text: string): Beginning {
  const objects = text.split('\n').filter((line) => line.trim()).slice(0, ROWS).flatMap(objectIn);
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))];
  const cell = (value: unknown) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
  return { kind: 'application/x-ndjson', names, rows: objects.map((one) => names.map((name) => cell(one[name]))) };
}

/** A last line may be cut off by the end of what was read. */
function objectIn(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}
