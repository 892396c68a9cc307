'use client';

import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;

function everyMinute(changed: () => void) {
  const timer = setInterval(changed, MINUTE);
  return () => clearInterval(timer);
}

/** To the minute, so that a reading between two ticks gives the same. */
const now = () => Math.floor(Date.now() / MINUTE) * MINUTE;
const onServer = () => null;

/** The time by this reader's clock, which the server does not know. */
export const useMinute = () => useSyncExternalStore(everyMinute, now, onServer);
