import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import { requestOf } from './bodies';
import { useChanged } from './get-prompt';
import type { Body } from './types';

type Save = Omit<Schemas['VersionIn'], keyof Body> & { body: Body };

/** Saves the next version, or finds that it equals the newest. 412 if another was saved since `expected_latest`. */
export function useSaveVersion(promptId: string) {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ body, ...fields }: Save) => {
      const params = { path: { prompt_id: promptId } };
      const bodySerializer = (sent: object) => requestOf(sent, body);
      const result = await api.POST('/api/prompts/{prompt_id}/versions', { params, body: fields, bodySerializer });
      return { saved: answered(result), isNew: result.response.status === 201 };
    },
    onSuccess: () => changed(promptId),
  });
}
