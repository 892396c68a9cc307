import { queryOptions } from '@tanstack/react-query';

const MINUTE = 60_000;

/** The build that answers now. Looked at every minute and whenever the reader comes back to the page. */
export const buildQuery = queryOptions({
  queryKey: ['build'],
  queryFn: async () => {
    const answer = await fetch('/version', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`/version answered ${answer.status}`);
    return ((await answer.json()) as { build: string }).build;
  },
  refetchInterval: MINUTE,
  refetchOnWindowFocus: 'always',
  staleTime: MINUTE,
});
