/** How people sign in here, as the server asks Flask. */

import 'server-only';
import type { Schemas } from '@/lib/api';
import { serverApi } from '@/lib/api-server';

/** By passwords while Flask does not say, which it then says itself. */
export async function waysIn(): Promise<Schemas['SignOnOut']> {
  try {
    const { data } = await (await serverApi()).GET('/api/oidc/provider');
    if (data) return data;
  } catch {}
  return { enabled: false, name: null, password_sign_in: true };
}
