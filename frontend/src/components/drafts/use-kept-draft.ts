'use client';

import { useEffect, useState } from 'react';
import { holdUnsaved } from '@/lib/unsaved';

/**
 * Keeps what is being written in this tab until it is saved: over a reload, a wrong click or a new sign-in. Closing the
 * tab asks first. `found` is what was left the last time; it is offered, not taken.
 */
export function useKeptDraft<T>(name: string, current: T, isChanged: boolean) {
  const key = `promptside-draft:${name}`;
  const [found, setFound] = useState<T | null>(null);

  useEffect(() => {
    // Read after mounting: the server has no such thing, and would draw another page.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setFound(read<T>(key));
  }, [key]);

  useEffect(() => (isChanged ? holdUnsaved() : undefined), [isChanged]);

  useEffect(() => {
    if (!isChanged) return;
    const timer = setTimeout(() => write(key, current), 400);
    const ask = (event: BeforeUnloadEvent) => {
      write(key, current);
      event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('beforeunload', ask);
    };
  }, [key, current, isChanged]);

  const forget = () => {
    sessionStorage.removeItem(key);
    setFound(null);
  };
  return { found: isChanged ? null : found, forget };
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A body too large to keep is no reason to stop writing it.
  }
}
