'use client';

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';

/** Says for a moment that it has done its work. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copy, copied, error } = useClipboard({ timeout: 1500 });
  return (
    <Button size="compact-sm" aria-label={`Copy: ${label}`} onClick={() => copy(text)}>
      {copied ? 'Copied' : error ? 'Not allowed' : 'Copy'}
    </Button>
  );
}
