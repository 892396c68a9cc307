'use client';

import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import { StateWords } from '@/components/ui/state';
import { count, date, exactTime } from '@/lib/format';
import { useMinute } from '@/lib/use-minute';
import type { ApiKey } from '../api/keys';
import { keyState } from '../key-state';
import { KeyActions } from './key-actions';
import classes from './keys-table.module.css';

export function KeysTable({ keys }: { keys: ApiKey[] }) {
  const now = useMinute();
  return (
    <table className={`${rows.rows} ${classes.keys}`}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">May</th>
          <th scope="col">Made</th>
          <th scope="col">Last used</th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ apiKey, now }: { apiKey: ApiKey; now: number | null }) {
  const { name, prefix, created_at, created_by, used_at, expires_at } = apiKey;
  const state = keyState(apiKey, now);
  const isOver = state.tone === 'none';
  return (
    <tr data-over={isOver || undefined}>
      <th scope="row">
        <span className={classes.name}>{name}</span> <code className={classes.prefix}>{prefix}…</code>
      </th>
      <td>
        <StateWords {...state} />
      </td>
      <td className={rows.wide}>
        <May apiKey={apiKey} />
      </td>
      <td className={rows.spare} title={`by ${created_by}`}>
        <RelativeTime at={created_at} />
      </td>
      <td data-name="used">{used_at ? <RelativeTime at={used_at} /> : 'never'}</td>
      <td data-name="expires" title={expires_at ? exactTime(expires_at) : undefined}>
        {expires_at ? date(expires_at) : 'never'}
      </td>
      <td className={rows.acts}>{!isOver && <KeyActions apiKey={apiKey} />}</td>
    </tr>
  );
}

/** Scopes, and what narrows them. */
function May({ apiKey: { scopes, labels, rate_limit } }: { apiKey: ApiKey }) {
  return (
    <span className={rows.chips}>
      {scopes.map((scope) => (
        <span key={scope} className={rows.chip}>
          {scope}
        </span>
      ))}
      {labels && <span className={classes.limit}>only {labels.join(', ')}</span>}
      {rate_limit !== null && <span className={classes.limit}>{count(rate_limit)} a minute</span>}
    </span>
  );
}
