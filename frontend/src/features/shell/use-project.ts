'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { actIn, DEFAULT, projectIn, within } from '@/lib/project';

/** Keeps the project in the address, so that every address opens alike for a colleague. */
export function useProjectInAddress(slug: string | undefined) {
  const pathname = usePathname();
  const params = useSearchParams();
  useEffect(() => {
    if (slug) actIn(slug);
  }, [slug]);
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    const named = projectIn(new URLSearchParams(search));
    if (slug === undefined || named === (slug === DEFAULT ? null : slug)) return;
    window.history.replaceState(null, '', within(pathname + search + hash, slug));
  }, [slug, pathname, params]);
}

/** Opens the same page in another project, or its prompts where the page is about one thing of this one. */
export function useSwitch() {
  const pathname = usePathname();
  const place = pathname.startsWith('/settings') ? pathname : '/prompts';
  return (slug: string) => window.location.assign(within(place, slug));
}
