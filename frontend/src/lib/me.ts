/** Who is signed in. */

import { queryOptions } from '@tanstack/react-query';
import { type Api, api } from './api';
import { answered } from './problem';

export const meQuery = (client: Api = api) =>
  queryOptions({ queryKey: ['me'], queryFn: async () => answered(await client.GET('/api/me')), staleTime: 60_000 });
