/** Where to go after signing in: a path of this site, whatever the address says. */
export function wayBack(next: string | null): string {
  const here = 'http://here';
  try {
    const url = new URL(next || '/prompts', here);
    // A path such as `/.//evil.example` is of this site, but what is left of it names another.
    if (url.origin !== here || url.pathname.startsWith('//')) return '/prompts';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/prompts';
  }
}
