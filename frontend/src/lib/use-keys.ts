'use client';

import { useEffect, useEffectEvent } from 'react';

const STORED = 'promptside-single-keys';

/** A key by what it types, whatever the layout: `/`, `j`, `?`, `Enter`; `mod+k` is ⌘K or Ctrl-K. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Single keys can be turned off, for those who speak to their computer or hit keys by chance (WCAG 2.1.4). */
export const singleKeys = {
  on: () => localStorage.getItem(STORED) !== 'off',
  set: (on: boolean) => localStorage.setItem(STORED, on ? 'on' : 'off'),
};

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Whoever sits under a dialog does not hear the keys. */
const isCovered = () => document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;

export function useKeys(keys: Keys) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    const modified = event.metaKey || event.ctrlKey;
    const act = keys[modified ? `mod+${event.key.toLowerCase()}` : event.key];
    if (!act || (!modified && (isTyping(event.target) || isCovered() || !singleKeys.on()))) return;
    event.preventDefault();
    act(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
