import { api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import { requestOf } from './bodies';
import { useChanged } from './get-prompt';
import type { Body } from './types';

type Create = Omit<Schemas['PromptIn'], keyof Body> & { body: Body };

/** Creates a prompt and its version 1. */
export function useCreatePrompt() {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ body, ...fields }: Create) => {
      const bodySerializer = (sent: object) => requestOf(sent, body);
      return answered(await api.POST('/api/prompts', { body: fields, bodySerializer }));
    },
    onSuccess: () => changed(),
  });
}
