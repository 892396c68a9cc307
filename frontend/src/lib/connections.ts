/** The project's ways to reach models, which runs choose from and admins look after. */

import { queryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from './api';
import { answered } from './problem';

export type Connection = Schemas['ConnectionOut'];

/** The built-in one first. Never more than a hundred. */
export const connectionsQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['connections'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/connections', { signal })),
  });
