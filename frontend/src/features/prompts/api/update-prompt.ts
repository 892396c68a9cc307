import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChanged } from '@/lib/prompts';
import { useChange } from '@/lib/use-change';

/** Changes name, description or tags of the state that `etag` names; 412 if it is another by now. */
export function useUpdatePrompt(promptId: string, etag: string | null) {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['PromptPatchIn']) => {
      const params = { path: { prompt_id: promptId } };
      const headers = etag ? { 'If-Match': etag } : undefined;
      return answered(await api.PATCH('/api/prompts/{prompt_id}', { params, body, headers }));
    },
    onSuccess: () => changed(promptId),
  });
}
