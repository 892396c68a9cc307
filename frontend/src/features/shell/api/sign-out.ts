import { api, forgetToken } from '@/lib/api';
import { answered, hasStatus } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

/** Ends the session, and forgets everything that was loaded in it. */
export function useSignOut() {
  return useChange({
    mutationFn: async () => answered(await api.POST('/api/logout')),
    onSettled: (_, error) => {
      if (error && !hasStatus(error, 401)) return;
      forgetToken();
      window.location.assign('/sign-in');
    },
  });
}
