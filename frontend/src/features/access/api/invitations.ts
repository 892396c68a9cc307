import { infiniteQueryOptions, useQueryClient } from '@tanstack/react-query';
import { type Api, api, forgetToken, type Schemas } from '@/lib/api';
import { pageOf } from '@/lib/paging';
import { answered } from '@/lib/problem';
import { useChange } from '@/lib/use-change';

export type Invitation = Schemas['InvitationOut'];

/** The invitations that are still open, newest first. */
export const invitationsQuery = (client: Api = api) =>
  infiniteQueryOptions({
    queryKey: ['invitations'],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } };
      const result = await client.GET('/api/invitations', { params, signal });
      return pageOf(answered(result), result.response.headers);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** The answer has the link, which is shown only now. */
export function useInvite() {
  const changed = useChanged();
  return useChange({
    mutationFn: async (body: Schemas['InvitationIn']) => answered(await api.POST('/api/invitations', { body })),
    onSuccess: changed,
  });
}

export function useRevokeInvitation(invitation: Invitation) {
  const changed = useChanged();
  return useChange({
    mutationFn: async () => {
      const params = { path: { invitation_id: invitation.id } };
      return answered(await api.DELETE('/api/invitations/{invitation_id}', { params }));
    },
    onSettled: changed,
  });
}

/** Joins: as oneself if signed in, else with a new account, which is signed in from then on. */
export function useAccept() {
  return useChange({
    mutationFn: async (body: Schemas['AcceptInvitationIn']) =>
      answered(await api.POST('/api/invitations/accept', { body })),
    onSuccess: forgetToken,
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['invitations'] });
}
