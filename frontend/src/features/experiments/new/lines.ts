/** Outputs that are handed in, as lines of JSON: what can be said of them before they are sent. */

export type Read = { count: number; problems: string[] };

const MOST_PROBLEMS = 5;

/** Each line is an object with the `key` of an item and its `output`, or an `error`. */
export function readLines(text: string): Read {
  const problems: string[] = [];
  let count = 0;
  text.split('\n').forEach((line, index) => {
    if (!line.trim()) return;
    count++;
    const problem = problemOf(line);
    if (problem && problems.length < MOST_PROBLEMS) problems.push(`Line ${index + 1}: ${problem}`);
  });
  return { count, problems };
}

function problemOf(line: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON.';
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'not an object.';
  if (typeof (value as { key?: unknown }).key !== 'string') return 'without the `key` of an item.';
  return 'output' in value || 'error' in value ? null : 'without an `output` or an `error`.';
}
