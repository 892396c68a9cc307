'use client';

import { date, exactTime, timeAgo } from '@/lib/format';
import { useMinute } from '@/lib/use-minute';

/** How long ago. The server, which knows no reader's clock, prints the date. */
export function RelativeTime({ at }: { at: string }) {
  const moment = useMinute();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {moment === null ? date(at) : timeAgo(at, moment)}
    </time>
  );
}
