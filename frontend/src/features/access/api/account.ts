import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, forgetToken, type Schemas } from '@/lib/api';
import { meQuery } from '@/lib/me';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

export type Session = Schemas['SessionOut'];

/** One's own sign-ins, the one used last first. */
export const sessionsQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/account/sessions', { signal })),
  });

export function useRename() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (name: string) => answered(await api.PATCH('/api/account', { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery().queryKey }),
  });
}

/** Every session but this one ends. */
export function useChangePassword() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async (body: Schemas['PasswordIn']) => answered(await api.POST('/api/account/password', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

export function useRevokeSession() {
  const client = useQueryClient();
  return useChange({
    mutationFn: async ({ id }: Session) => {
      const params = { path: { session_id: id } };
      return answered(await api.DELETE('/api/account/sessions/{session_id}', { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

/** Here too, so this leads to the sign-in. */
export function useSignOutEverywhere() {
  return useChange({
    mutationFn: async () => answered(await api.DELETE('/api/account/sessions')),
    onSuccess: () => {
      forgetToken();
      window.location.assign('/sign-in');
    },
  });
}

/** Sets a password by the link that somebody handed over. */
export function useResetPassword() {
  return useChange({
    mutationFn: async (body: Schemas['PasswordResetIn']) => answered(await api.POST('/api/password-reset', { body })),
  });
}
