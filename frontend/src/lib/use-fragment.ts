'use client';

import { useEffect, useSyncExternalStore } from 'react';

let taken: string | undefined;
const take = () => (taken ??= window.location.hash.slice(1));
const onServer = () => undefined;

const strip = () => window.history.replaceState(null, '', window.location.pathname + window.location.search);

/** Another link may be opened in the same window, which then loads nothing. */
function onOther(changed: () => void) {
  const listener = () => {
    if (window.location.hash.length < 2) return;
    taken = window.location.hash.slice(1);
    strip();
    changed();
  };
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The secret of a one-time link, taken out of the address at once; undefined until that is known. */
export function useFragment(): string | undefined {
  const secret = useSyncExternalStore(onOther, take, onServer);
  useEffect(strip, []);
  return secret;
}
