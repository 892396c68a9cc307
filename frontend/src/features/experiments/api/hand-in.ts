import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api';
import type { paths } from '@/lib/api-schema';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

type Handed = { lines: string | Blob; query: paths['/api/experiments/recorded']['post']['parameters']['query'] };

/** Sends lines of JSON as they are, a file of any length among them. */
export function useHandIn() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async ({ lines, query }: Handed) => {
      const result = await api.POST('/api/experiments/recorded', {
        params: { query },
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: lines as unknown as Schemas['RecordedIn'],
        bodySerializer: (body) => body as unknown as string,
      });
      return answered(result);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['experiments'] }),
  });
}
