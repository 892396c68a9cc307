/** Numbers and times in words. */

export const count = (value: number, capped = false) => `${value.toLocaleString('en-US')}${capped ? '+' : ''}`;

/** `1 version`, `2 versions`. */
export const counted = (value: number, noun: string, capped = false) =>
  `${count(value, capped)} ${noun}${value === 1 && !capped ? '' : 's'}`;

/** To the second, UTC: what the server and every reader print alike. */
export const exactTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

export const date = (iso: string) => iso.slice(0, 10);

const STEPS: [limit: number, seconds: number, unit: string][] = [
  [3_600, 60, 'min.'],
  [86_400, 3_600, 'hr.'],
  [30 * 86_400, 86_400, 'day'],
];

/** `4 min. ago`; from a month on the date, which then says more. */
export function timeAgo(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 60) return 'just now';
  for (const [limit, size, unit] of STEPS) {
    if (seconds < limit) {
      const value = Math.floor(seconds / size);
      if (unit === 'day') return value === 1 ? 'yesterday' : `${value} days ago`;
      return `${value} ${unit} ago`;
    }
  }
  return date(iso);
}
