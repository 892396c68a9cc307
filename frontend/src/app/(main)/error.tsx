'use client';

import { Failure } from '@/components/ui/failure';

export default function PageError({ error, retry }: { error: Error; retry: () => void }) {
  return <Failure what="This page" error={error} onRetry={retry} />;
}
