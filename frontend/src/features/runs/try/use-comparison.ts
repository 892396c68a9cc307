'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { NotJson } from '@/components/drafts/draft';
import { reason } from '@/components/ui/failure';
import type { JsonText } from '@/lib/json-text';
import { askForRun } from '../api/ask-for-run';
import { followGroup } from '../api/follow-group';
import { isOpen } from '../words';
import { byColumn, heard, type LiveRuns, type News } from './live';

type Told = { group: string; live: LiveRuns; failure: unknown };
const NOTHING: Told = { group: '', live: {}, failure: null };

/** Runs of the columns, asked for together and followed by one stream. What is not accepted is said where it stands. */
export function useComparison(group: string, onGroup: (group: string) => void) {
  const client = useQueryClient();
  const [told, setTold] = useState(NOTHING);
  const [refused, setRefused] = useState<Record<number, string>>({});
  const [isAsking, setAsking] = useState(false);
  const [round, setRound] = useState(0);

  const hear = useEffectEvent((news: News) =>
    setTold((before) => ({ group, live: heard(before.group === group ? before.live : {}, news), failure: null })),
  );
  const lose = useEffectEvent((failure: unknown) =>
    setTold((before) => ({ group, live: before.group === group ? before.live : {}, failure })),
  );
  useEffect(() => {
    if (!group) return;
    const stop = new AbortController();
    followGroup(group, hear, stop.signal)
      .then(() => client.invalidateQueries({ queryKey: ['runs'] }))
      .catch(lose);
    return () => stop.abort();
  }, [group, round, client]);

  const ask = async (requests: (() => JsonText)[], together: string) => {
    setAsking(true);
    setRefused({});
    const problems: Record<number, string> = {};
    let accepted = 0;
    // One after the other, so that they are found in the order in which they stand.
    for (const [index, request] of requests.entries()) {
      try {
        await askForRun(request());
        accepted++;
      } catch (error) {
        problems[index] = error instanceof NotJson ? error.message : reason(error);
        setRefused({ ...problems });
      }
    }
    setAsking(false);
    if (accepted > 0) onGroup(together);
  };

  const isThis = told.group === group;
  const columns = byColumn(isThis ? told.live : {});
  return {
    columns,
    refused,
    failure: isThis ? told.failure : null,
    isAsking,
    isBusy: isAsking || Object.values(columns).some(({ run }) => isOpen(run)),
    ask,
    followAgain: () => setRound(round + 1),
  };
}
