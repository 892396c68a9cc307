'use client';

import { RelativeTime } from '@/components/ui/relative-time';
import type { AuditEvent } from '../api/events';
import { type Change, changesOf, short } from '../changes';
import type { AuditFilter } from '../search-params';
import classes from './audit.module.css';

type Filter = { onFilter: (part: Partial<AuditFilter>) => void };

export function AuditTable({ events, stale, onFilter }: { events: AuditEvent[]; stale: boolean } & Filter) {
  return (
    <table className={classes.table} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Action</th>
          <th scope="col">What</th>
          <th scope="col">Before → after</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Row key={event.id} event={event} onFilter={onFilter} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ event, onFilter }: { event: AuditEvent } & Filter) {
  const { actor, actor_name, action, object_type, object_id, object_name, created_at, reason, changes } = event;
  return (
    <tr>
      <td className={classes.when}>
        <RelativeTime at={created_at} />
      </td>
      <td className={classes.who}>
        <button type="button" title={`Only what ${actor_name} did`} onClick={() => onFilter({ actor })}>
          {actor_name}
        </button>
      </td>
      <th scope="row" className={classes.does}>
        <button type="button" title={`Only ${action}`} onClick={() => onFilter({ action })}>
          {action}
        </button>
      </th>
      <td className={classes.what}>
        {object_id ? (
          <button type="button" title="Only what happened to this" onClick={() => onFilter({ object: object_id })}>
            {object_name ?? `${object_type} ${object_id.slice(0, 8)}`}
          </button>
        ) : (
          (object_name ?? object_type)
        )}
      </td>
      <td className={classes.changes}>
        <Changes changes={changesOf(changes)} />
        {reason && <p className={classes.reason}>“{reason}”</p>}
        <Details event={event} />
      </td>
    </tr>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <dl className={classes.fields}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before && <del title={before}>{short(before)}</del>}
            {before && after && ' → '}
            {after && <ins title={after}>{short(after)}</ins>}
            {before && !after && ' → nothing'}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** From where, by which request, and the place in the chain of seals. */
function Details({ event: { address, agent, request_id, seal, hash } }: { event: AuditEvent }) {
  const facts = { Address: address, Program: agent, Request: request_id, Seal: seal && `${seal}, ${hash}` };
  return (
    <details className={classes.details}>
      <summary>Details</summary>
      <dl className={classes.fields}>
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? (name === 'Seal' ? 'not yet' : 'unknown')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
