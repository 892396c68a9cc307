import { useMutation } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChanged } from './get-prompt';

/** Saves the next version, or finds that it equals the newest. 412 if another was saved since `expected_latest`. */
export function useSaveVersion(promptId: string) {
  const changed = useChanged();
  return useMutation({
    mutationFn: async (body: Schemas['VersionIn']) => {
      const params = { path: { prompt_id: promptId } };
      const result = await api.POST('/api/prompts/{prompt_id}/versions', { params, body });
      return { saved: answered(result), isNew: result.response.status === 201 };
    },
    onSuccess: () => changed(promptId),
  });
}
