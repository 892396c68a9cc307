import { useMutation } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChanged } from './get-prompt';

/** Creates a prompt and its version 1. */
export function useCreatePrompt() {
  const changed = useChanged();
  return useMutation({
    mutationFn: async (body: Schemas['PromptIn']) => answered(await api.POST('/api/prompts', { body })),
    onSuccess: () => changed(),
  });
}
