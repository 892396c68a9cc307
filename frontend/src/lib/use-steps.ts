'use client';

import { useEffect, useRef } from 'react';

/** Steps through the keys of a list whose chosen one stands in the URL. That is shown a little late, and keys come quickly. */
export function useSteps(keys: string[], at: string, onShow: (key: string) => void) {
  const asked = useRef(at);
  useEffect(() => {
    asked.current = at;
  }, [at]);
  return (by: 1 | -1) => {
    const next = keys[Math.max(0, keys.indexOf(asked.current) + by)];
    if (next === undefined) return;
    asked.current = next;
    onShow(next);
  };
}
