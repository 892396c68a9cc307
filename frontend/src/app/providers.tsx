'use client';

import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { retry } from '@/lib/api';
import { hasStatus } from '@/lib/problem';
import { isUnsaved } from '@/lib/unsaved';
import { theme, variables } from './theme';

/**
 * Reading without a session leads to the sign-in and back, unless something is being written: the change then says so
 * where it stands, and keeps what was typed.
 */
function leaveWhenSignedOut(error: unknown) {
  if (typeof window === 'undefined' || !hasStatus(error, 401) || isUnsaved()) return;
  const here = window.location.pathname + window.location.search;
  if (!here.startsWith('/sign-in')) window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

const newClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { retry, staleTime: 10_000 },
      hydrate: { deserializeData: JSON.parse },
    },
  });

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(newClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <NuqsAdapter>{children}</NuqsAdapter>
      </QueryClientProvider>
    </MantineProvider>
  );
}
