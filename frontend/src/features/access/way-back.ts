/** Where to go after signing in: a path of this site, whatever the address says. */
export function wayBack(next: string | null): string {
  const here = 'http://here';
  try {
    const url = new URL(next || '/prompts', here);
    if (url.origin !== here) return '/prompts';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/prompts';
  }
}
