import type { Dataset } from '@/lib/datasets';
import { upload } from '@/lib/upload';
import { useChange } from '@/lib/use-change';
import type { Kind } from '../importing/beginning';
import { reportIn } from '../importing/report';
import { useDatasetsChanged } from './datasets';

type Sent = { file: File; kind: Kind; mapping: string | null; partial: boolean; onProgress: (share: number) => void };

/** All rows are written as one version or none; the report names those that are refused. */
export function useImport({ id }: Pick<Dataset, 'id'>) {
  const changed = useDatasetsChanged();
  return useChange({
    mutationFn: async ({ file, kind, mapping, partial, onProgress }: Sent) => {
      const query = new URLSearchParams({ ...(mapping && { mapping }), ...(partial && { partial: 'true' }) });
      return reportIn(await upload({ address: `/api/datasets/${id}/import?${query}`, file, type: kind, onProgress }));
    },
    onSuccess: changed,
  });
}
