'use client';

import { useSyncExternalStore } from 'react';
import { date, exactTime, timeAgo } from '@/lib/format';

const MINUTE = 60_000;

function everyMinute(changed: () => void) {
  const timer = setInterval(changed, MINUTE);
  return () => clearInterval(timer);
}

/** To the minute, so that a reading between two ticks gives the same. */
const now = () => Math.floor(Date.now() / MINUTE) * MINUTE;
const onServer = () => null;

/** How long ago. The server, which knows no reader's clock, prints the date. */
export function RelativeTime({ at }: { at: string }) {
  const moment = useSyncExternalStore(everyMinute, now, onServer);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {moment === null ? date(at) : timeAgo(at, moment)}
    </time>
  );
}
