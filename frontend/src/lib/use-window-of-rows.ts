'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Drawn above and below what is seen, so that nothing is blank while one scrolls. */
const SPARE = 12;

type Rows = {
  count: number;
  /** Of each, in pixels. */
  height: number;
  /** How many are drawn before the height of the place is known, on the server too. */
  atFirst: number;
};

/** Of many rows of one height in a place that scrolls, those that need be drawn: from `first` on, before `end`. */
export function useWindowOfRows(place: RefObject<HTMLElement | null>, { count, height, atFirst }: Rows) {
  const [seen, setSeen] = useState({ first: 0, end: atFirst });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / height) - SPARE);
      const end = Math.ceil((element.scrollTop + element.clientHeight) / height) + SPARE;
      setSeen((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [place, height]);

  /** Scrolls no further than needed; a head of `top` pixels stays above. */
  const reveal = (index: number, top = 0) => {
    const element = place.current;
    if (!element) return;
    const at = index * height;
    const below = at + height + top - (element.scrollTop + element.clientHeight);
    element.scrollBy(0, at < element.scrollTop ? at - element.scrollTop : Math.max(0, below));
  };

  const end = Math.min(count, seen.end);
  return { first: Math.min(seen.first, Math.max(0, end - 1)), end, reveal };
}
