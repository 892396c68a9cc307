/** Numbers and times in words. */

export const count = (value: number, capped = false) => `${value.toLocaleString('en-US')}${capped ? '+' : ''}`;

/** `1 version`, `2 versions`. */
export const counted = (value: number, noun: string, capped = false) =>
  `${count(value, capped)} ${noun}${value === 1 && !capped ? '' : 's'}`;

/** To the second, UTC: what the server and every reader print alike. */
export const exactTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

export const date = (iso: string) => iso.slice(0, 10);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24 Oct`, with an hour `24 Oct 14:00`; in UTC. */
export function shortTime(iso: string, step: 'hour' | 'day' = 'day'): string {
  const day = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]}`;
  return step === 'day' ? day : `${day} ${iso.slice(11, 16)}`;
}

/** `1.4 %`; a part of nothing is none. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '< 0.1 %' : `${percent.toLocaleString('en-US', { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`;
}

/** `48.2 M`, where there is no room for all digits. */
export function about(value: number): string {
  const [unit, size] = ([['B', 1e9], ['M', 1e6], ['k', 1e4]] as const).find(([, least]) => value >= least) ?? ['', 1];
  if (unit === '') return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
  return `${(value / (unit === 'k' ? 1e3 : size)).toLocaleString('en-US', { maximumFractionDigits: 1 })} ${unit}`;
}

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

/** How long something took: `412 ms`, `3.2 s`, `12 min 49 s`, `2 hr 5 min`. */
export function duration(ms: number): string {
  if (ms < 1) return ms === 0 ? '0 ms' : '< 1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return both(minutes, 'min', seconds % 60, 's');
  return both(Math.floor(minutes / 60), 'hr', minutes % 60, 'min');
}

const both = (large: number, unit: string, small: number, smaller: string) =>
  `${count(large)} ${unit}${small ? ` ${small} ${smaller}` : ''}`;

/** Dollars to the cent; of less than ten cents the digits that say something. */
export function cost(usd: number): string {
  if (usd === 0) return '$0';
  if (usd >= 0.0995) return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return usd < 0.000001 ? '< $0.000001' : `$${usd.toLocaleString('en-US', { maximumSignificantDigits: 2, maximumFractionDigits: 6 })}`;
}
