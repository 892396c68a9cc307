'use client';

import { CopyBlock } from '@/components/ui/copy-block';
import { Empty } from '@/components/ui/empty';
import { useOrigin } from '@/lib/use-origin';
import { exportTo } from '../snippets';

/** The first step, before anything was reported. */
export function NoTraces() {
  const origin = useOrigin();
  return (
    <Empty title="No traces yet">
      <p>
        A trace is what an application did for one request: its steps, the models it asked, what they answered, how long it all
        took and what it cost. Any OpenTelemetry exporter can send traces here, and so can Langfuse’s SDKs.
      </p>
      <p>Run your application with a key that may report:</p>
      <CopyBlock label="Settings of an OpenTelemetry exporter" text={exportTo(origin)} />
    </Empty>
  );
}
