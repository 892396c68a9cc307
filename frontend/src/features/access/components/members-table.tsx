'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { Inner } from '@/components/ui/section';
import { StateWords } from '@/components/ui/state';
import { meQuery } from '@/lib/me';
import { type Member, useSetRole } from '../api/members';
import { type Role, ROLE_NAMES } from '../roles';
import { MemberActions } from './member-actions';
import { RoleSelect } from './role-select';

type Props = { members: Member[]; isAdmin: boolean; onInvite: () => void };

export function MembersTable({ members, isAdmin, onInvite }: Props) {
  const { data: me } = useQuery(meQuery());
  const { mutate, error, variables, isPending } = useSetRole();
  const [done, setDone] = useState<string | null>(null);

  const setRole = (member: Member, role: Role) =>
    mutate({ member, role }, { onSuccess: () => setDone(`${member.name} is ${role} from now on.`), onError: () => setDone(null) });

  if (members.length === 0) {
    return (
      <Empty title="Nobody is a member yet">
        <p>Operators act here without being members. Everybody else needs an invitation.</p>
        {isAdmin && (
          <div>
            <Button variant="filled" onClick={onInvite}>
              Invite…
            </Button>
          </div>
        )}
      </Empty>
    );
  }
  return (
    <>
      {(error || done) && (
        <Inner>
          <Refused what="The role stays as it was." error={error} />
          {done && <Notice onClose={() => setDone(null)}>{done}</Notice>}
        </Inner>
      )}
      <table className={rows.rows}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {isAdmin && <th scope="col">E-mail</th>}
            <th scope="col">Role</th>
            <th scope="col">Account</th>
            <th scope="col">Member since</th>
            {isAdmin && (
              <th scope="col">
                <span className="unseen">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.id}>
              <th scope="row">
                {member.name}
                {member.id === me?.person?.id && <span className={rows.beside}>you</span>}
              </th>
              {isAdmin && <td className={rows.wide}>{member.email}</td>}
              <td className={rows.plain}>
                {isAdmin && member.id !== me?.person?.id ? (
                  <RoleSelect
                    label={`Role of ${member.name}`}
                    value={isPending && variables.member.id === member.id ? variables.role : member.role}
                    names={ROLE_NAMES}
                    onChange={(role) => setRole(member, role)}
                  />
                ) : (
                  member.role
                )}
              </td>
              <td>
                <StateWords tone={member.is_active ? 'ok' : 'none'} words={member.is_active ? 'active' : 'deactivated'} />
              </td>
              <td className={rows.spare}>
                <RelativeTime at={member.created_at} />
              </td>
              {isAdmin && (
                <td className={rows.acts}>{member.id !== me?.person?.id && <MemberActions member={member} />}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
