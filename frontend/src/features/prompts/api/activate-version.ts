import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChanged } from '@/lib/prompts';
import { useChange } from '@/lib/use-change';

/** Serves a version from now on. 412 if another is active than `expected`. */
export function useActivate(promptId: string) {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['ActivateIn']) => {
      const params = { path: { prompt_id: promptId } };
      return answered(await api.POST('/api/prompts/{prompt_id}/activate', { params, body }));
    },
    onSettled: () => changed(promptId),
  });
}
