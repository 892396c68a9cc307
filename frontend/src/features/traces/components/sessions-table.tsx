'use client';

import Link from 'next/link';
import table from '@/components/ui/figures-table.module.css';
import { RelativeTime } from '@/components/ui/relative-time';
import { cost, count } from '@/lib/format';
import { useMarkedRow } from '@/lib/use-marked-row';
import { type Session, sessionAddress } from '../words';
import classes from './sessions-table.module.css';

export function SessionsTable({ sessions, stale }: { sessions: Session[]; stale?: boolean }) {
  const [marked, body] = useMarkedRow(sessions.length);
  return (
    <table className={`${table.table} ${classes.sessions}`} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">Session</th>
          <th scope="col">Users</th>
          {['Traces', 'Failed', 'Tokens', 'Cost'].map((name) => (
            <th key={name} scope="col" className={table.figure}>
              {name}
            </th>
          ))}
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {sessions.map((session, index) => (
          <tr key={session.session_id} data-marked={index === marked || undefined}>
            <th scope="row" className={table.name}>
              <Link href={sessionAddress(session.session_id)} prefetch={false}>
                <span className={table.plain} title={session.session_id}>{session.session_id}</span>
              </Link>
            </th>
            <td title={session.users.join(', ')}>{session.users.join(', ')}</td>
            <td className={table.figure} data-name="traces">
              {count(session.trace_count)}
            </td>
            <td className={table.figure} data-name="failed">
              {session.error_count > 0 && <span className={table.failed}>{count(session.error_count)}</span>}
            </td>
            <td className={table.figure} data-name="tokens">
              {session.total_tokens > 0 && count(session.total_tokens)}
            </td>
            <td className={table.figure}>{session.cost_usd !== null && cost(session.cost_usd)}</td>
            <td className={table.when}>
              <RelativeTime at={session.ended_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
