'use client';

import { DayFilter, FilterChip, TextFilter } from '@/components/ui/filters';
import type { AuditEvent } from '../api/events';
import type { AuditFilter } from '../search-params';
import classes from './audit.module.css';

type Props = { filter: AuditFilter; events?: AuditEvent[]; onFilter: (part: Partial<AuditFilter>) => void };

/** What is filtered by. Actors and things are chosen from the rows, and stand here as chips. */
export function AuditToolbar({ filter, events = [], onFilter }: Props) {
  const actor = events.find((event) => event.actor === filter.actor)?.actor_name ?? filter.actor;
  const thing = events.find((event) => event.object_id === filter.object)?.object_name ?? filter.object;
  return (
    <div className={classes.bar} role="search" aria-label="Audit log">
      <TextFilter
        label="Action"
        placeholder="Action, such as key.created"
        value={filter.action}
        known={[...new Set(events.map((event) => event.action))].sort()}
        onChange={(action) => onFilter({ action })}
      />
      <DayFilter label="From" value={filter.since} onChange={(since) => onFilter({ since })} />
      <DayFilter label="To" value={filter.until} onChange={(until) => onFilter({ until })} />
      {filter.actor && <FilterChip what="Who" name={actor} onRemove={() => onFilter({ actor: '' })} />}
      {filter.object && <FilterChip what="What" name={thing} onRemove={() => onFilter({ object: '' })} />}
    </div>
  );
}
