import { useMutation } from '@tanstack/react-query';
import { api, forgetToken } from '@/lib/api';
import { answered, hasStatus } from '@/lib/problem';

/** Ends the session, and forgets everything that was loaded in it. */
export function useSignOut() {
  return useMutation({
    mutationFn: async () => answered(await api.POST('/api/logout')),
    onSettled: (_, error) => {
      if (error && !hasStatus(error, 401)) return;
      forgetToken();
      window.location.assign('/sign-in');
    },
  });
}
