import { Button } from '@mantine/core';
import { FailureNotice } from './failure';

type Props = { what: string; error: unknown; isLoading: boolean; onLoad: () => void };

/** The way on at the end of a list that comes piece by piece, and another try where it did not. */
export function Older({ what, error, isLoading, onLoad }: Props) {
  if (error && !isLoading) return <FailureNotice what={`Older ${what}`} error={error} onRetry={onLoad} />;
  return (
    <div>
      <Button size="compact-sm" loading={isLoading} onClick={onLoad}>
        Older {what}
      </Button>
    </div>
  );
}
