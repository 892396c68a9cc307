import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { duration } from '@/lib/format';
import type { useTestConnection } from '../api/connections';

/** How the last test of a connection went. */
export function TrialNotice({ trial }: { trial: ReturnType<typeof useTestConnection> }) {
  const { data, error, variables, isPending, reset } = trial;
  if (!variables) return null;
  if (isPending) return <Notice title={`Calling ${variables.name}…`}>Ten seconds at most.</Notice>;
  if (error || !data) return <Refused what={`${variables.name} was not called.`} error={error} />;
  if (!data.ok) {
    return (
      <Notice tone="bad" title={`${variables.name} does not work.`} onClose={reset}>
        {data.message}
      </Notice>
    );
  }
  return (
    <Notice title={`${variables.name} works.`} onClose={reset}>
      {data.model ? `${data.model} began` : 'It began'} to answer after {duration(data.latency_ms)}.
    </Notice>
  );
}
