/** A change of a field in words. */

export type Change = { field: string; before: string; after: string };

/** `changes` is field → [before, after]; what was nothing before or is nothing after is an empty text. */
export const changesOf = (changes: Record<string, unknown>): Change[] =>
  Object.entries(changes).map(([field, pair]) => {
    const [before, after] = Array.isArray(pair) ? pair : [null, pair];
    return { field, before: inWords(before), after: inWords(after) };
  });

function inWords(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ') || 'none';
  return JSON.stringify(value);
}

const MOST = 160;

/** As much of a value as a row has room for: of a checksum its beginning, as nobody reads more of it. */
export function short(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return `${text.slice(0, 12)}…`;
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
