import { api, type Schemas } from '@/lib/api';
import { type Body, requestOf } from '@/lib/bodies';
import { answered } from '@/lib/problem';
import { useChanged } from '@/lib/prompts';
import { useChange } from '@/lib/use-change';

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
