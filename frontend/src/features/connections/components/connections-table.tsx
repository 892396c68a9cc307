'use client';

import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { StateWords } from '@/components/ui/state';
import type { Connection } from '@/lib/connections';
import { duration } from '@/lib/format';
import type { useTestConnection } from '../api/connections';
import { ConnectionActions } from './connection-actions';
import classes from './connections.module.css';

type Props = { isAdmin: boolean; trial: ReturnType<typeof useTestConnection> };

export function ConnectionsTable({ connections, ...props }: { connections: Connection[] } & Props) {
  return (
    <table className={rows.rows}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Reaches</th>
          <th scope="col">Model</th>
          <th scope="col">Key</th>
          <th scope="col">Time limit</th>
          <th scope="col">Changed</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <Row key={connection.id} connection={connection} {...props} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ connection, isAdmin, trial }: { connection: Connection } & Props) {
  const { name, provider, base_url, default_model, timeout_s, is_default, is_built_in, created_by, updated_at } = connection;
  return (
    <tr>
      <th scope="row">
        {name}
        {is_default && (
          <span className={classes.default}>
            <StateWords tone="ok" words="default" />
          </span>
        )}
      </th>
      <td className={rows.wide}>{is_built_in ? 'nothing: says back what it is sent' : (base_url ?? words(provider))}</td>
      <td data-name="model">{default_model ? <code className={classes.model}>{default_model}</code> : 'as the prompt says'}</td>
      <td data-name="key">{keyOf(connection)}</td>
      <td className={rows.spare}>{duration(timeout_s * 1000)}</td>
      <td className={rows.spare} title={is_built_in ? undefined : `made by ${created_by}`}>
        {is_built_in ? 'built in' : <RelativeTime at={updated_at} />}
      </td>
      <td className={rows.acts}>{isAdmin && <ConnectionActions connection={connection} trial={trial} />}</td>
    </tr>
  );
}

const words = (provider: string) => (provider === 'openai' ? 'OpenAI' : provider);

function keyOf({ has_key, key_hint }: Connection): string {
  if (!has_key) return 'none';
  return key_hint ? `…${key_hint}` : 'kept';
}
