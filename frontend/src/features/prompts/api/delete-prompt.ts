import { useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

/** Deletes a prompt and its versions, for good. */
export function useDeletePrompt(promptId: string) {
  const client = useQueryClient();
  return useChange({
    mutationFn: async () =>
      answered(await api.DELETE('/api/prompts/{prompt_id}', { params: { path: { prompt_id: promptId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['prompts', 'list'] }),
  });
}
