import { Button } from '@mantine/core';
import { Notice } from '@/components/ui/notice';

/** What was being written here before: to go on with, or to let go. */
export function KeptDraftOffer({ onTake, onForget }: { onTake: () => void; onForget: () => void }) {
  return (
    <Notice
      tone="warn"
      title="You left something unsaved here."
      actions={
        <>
          <Button size="compact-sm" onClick={onTake}>
            Go on with it
          </Button>
          <Button size="compact-sm" onClick={onForget}>
            Discard it
          </Button>
        </>
      }
    />
  );
}
