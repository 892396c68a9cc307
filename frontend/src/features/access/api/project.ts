import { useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { meQuery } from '@/lib/me';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

/** Changes what a project is called; the slug stays. */
export function useRenameProject(id: string) {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (name: string) => {
      const params = { path: { project_id: id } };
      return answered(await api.PATCH('/api/projects/{project_id}', { params, body: { name } }));
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: meQuery().queryKey }),
        client.invalidateQueries({ queryKey: ['projects'] }),
      ]),
  });
}
