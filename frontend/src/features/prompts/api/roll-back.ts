import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChanged } from '@/lib/prompts';
import { useChange } from '@/lib/use-change';

/** Undoes the newest release that is neither a rollback nor undone already. 412 if another version is active. */
export function useRollBack(promptId: string) {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['RollbackIn']) => {
      const params = { path: { prompt_id: promptId } };
      return answered(await api.POST('/api/prompts/{prompt_id}/rollback', { params, body }));
    },
    onSettled: () => changed(promptId),
  });
}
