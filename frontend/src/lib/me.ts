/** Who is signed in, and what they may do. */

import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Api, api } from './api';
import { answered } from './problem';

export type Right = 'read' | 'write' | 'release' | 'ingest' | 'admin' | 'operate';

export const meQuery = (client: Api = api) =>
  queryOptions({ queryKey: ['me'], queryFn: async () => answered(await client.GET('/api/me')), staleTime: 60_000 });

/** What to offer. The API decides by itself whether it is done. */
export function useMay() {
  const { data: me } = useQuery(meQuery());
  return (right: Right) => me?.rights.includes(right) ?? false;
}
