import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { startOf, startOfNext } from '@/lib/days';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { saveFile } from '@/lib/save-file';
import { useChange } from '@/lib/use-change';
import type { AuditFilter } from '../search-params';

export type AuditEvent = Schemas['AuditEventOut'];

/** Days are whole ones, in UTC, the last among them. */
const asked = ({ actor, action, object, since, until }: AuditFilter) => ({
  actor: actor || undefined,
  action: action || undefined,
  object_id: object || undefined,
  since: since ? startOf(since) : undefined,
  until: until ? startOfNext(until) : undefined,
});

/** What happened in the project, newest first. */
export const eventsQuery = (filter: AuditFilter, client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked(filter), limit: 50, ...(pageParam && { cursor: pageParam }) };
      const result = await client.GET('/api/audit', { params: { query }, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** Saves what the filter finds as a file of JSON lines. A link could not name the project. */
export function useExport() {
  return useChange({
    mutationFn: async (filter: AuditFilter) =>
      answered(await api.GET('/api/audit/export', { params: { query: asked(filter) }, parseAs: 'blob' })) as Blob,
    onSuccess: (file) => saveFile('audit.jsonl', file),
  });
}
