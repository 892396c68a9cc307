'use client';

import { useRef, useState } from 'react';
import { useKeys } from './use-keys';

/** The row under `j` and `k`, out of so many; Enter opens its link, which has the focus, and so does `o`. */
export function useMarkedRow(count: number) {
  const [marked, setMarked] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const linkOf = (index: number) => body.current?.rows[index]?.querySelector('a');
  const move = (step: number) => {
    const next = Math.max(0, Math.min(count - 1, marked + step));
    setMarked(next);
    linkOf(next)?.focus({ preventScroll: true });
    linkOf(next)?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: () => move(1), k: () => move(-1), o: () => linkOf(marked)?.click() });
  return [marked, body] as const;
}
