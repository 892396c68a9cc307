/** Which project a page acts in: `?project=<slug>` in its address, left out for `default`. */

export const PARAM = 'project';
export const HEADER = 'X-Promptside-Project';
/** The last one chosen: where the front page leads. */
export const COOKIE = 'promptside_project';
export const DEFAULT = 'default';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** No project's slug: what an address names that cannot be one is not found, like any other that does not exist. */
const NONE = '-';

/** The project that an address names; null if it names none. */
export function projectIn(params: URLSearchParams): string | null {
  const named = params.get(PARAM);
  return named === null ? null : SLUG.test(named) ? named : NONE;
}

/** The address of the same page in a project, such as a colleague can open. */
export function within(address: string, slug: string | null): string {
  const url = new URL(address, 'http://any');
  if (slug === null || slug === DEFAULT) url.searchParams.delete(PARAM);
  else url.searchParams.set(PARAM, slug);
  return url.pathname + url.search + url.hash;
}

// One project a document: to switch is to open a page anew, and nothing of the other one stays.
let acting: string | null | undefined;

export const actingProject = () => (acting === undefined ? (acting = projectIn(new URLSearchParams(window.location.search))) : acting);

/** From here on requests name this project, wherever the reader goes; null leaves the choice to the API. */
export function actIn(slug: string | null) {
  acting = slug;
  const kept = slug === null ? `${COOKIE}=; max-age=0` : `${COOKIE}=${slug}; max-age=31536000`;
  document.cookie = `${kept}; path=/; samesite=lax`;
}
