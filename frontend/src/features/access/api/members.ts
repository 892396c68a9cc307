import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, type Schemas } from '@/lib/api';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';
import type { Role } from '../roles';

export type Member = Schemas['MemberOut'];

/** Everybody who belongs to the project, by name. */
export const membersQuery = (client: Api = api) =>
  queryOptions({
    queryKey: ['members'],
    queryFn: async ({ signal }) => answered(await client.GET('/api/members', { signal })),
  });

const of = (person: Member) => ({ params: { path: { person_id: person.id } } });

export function useSetRole() {
  const changed = useChanged();
  return useChange({
    mutationFn: async ({ member, role }: { member: Member; role: Role }) =>
      answered(await api.PUT('/api/members/{person_id}', { ...of(member), body: { role } })),
    onSettled: changed,
  });
}

export function useRemoveMember(member: Member) {
  const changed = useChanged();
  return useChange({
    mutationFn: async () => answered(await api.DELETE('/api/members/{person_id}', of(member))),
    onSettled: changed,
  });
}

/** A link by which a member sets a password; it is shown only now. */
export function useMakePasswordLink(member: Member) {
  return useChange({
    mutationFn: async () => answered(await api.POST('/api/members/{person_id}/password-link', of(member))),
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['members'] });
}
