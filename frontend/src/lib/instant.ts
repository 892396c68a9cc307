/** Moments of the API, finer than JavaScript's dates. */

/** Milliseconds since 1970, with the microseconds as their fraction. */
export function msOf(iso: string): number {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  return Date.parse(`${iso.slice(0, 19)}Z`) + Number(`0.${fraction || 0}`) * 1000;
}
