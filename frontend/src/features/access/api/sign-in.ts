import { useQueryClient } from '@tanstack/react-query';
import { api, forgetToken, type Schemas } from '@/lib/api';
import { meQuery } from '@/lib/me';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

/** Opens a session; the answer says who one is from now on. */
export function useSignIn() {
  return useOpening(async (body: Schemas['SignInIn']) => answered(await api.POST('/api/login', { body })));
}

/** Makes the first operator, by the link of the first start. */
export function useSetUp() {
  return useOpening(async (body: Schemas['SetupIn']) => answered(await api.POST('/api/setup', { body })));
}

function useOpening<Body>(mutationFn: (body: Body) => Promise<Schemas['MeOut']>) {
  const client = useQueryClient();
  return useChange({
    mutationFn,
    onSuccess: (me) => {
      forgetToken();
      client.clear();
      client.setQueryData(meQuery().queryKey, me);
    },
  });
}
