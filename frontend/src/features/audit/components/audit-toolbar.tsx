'use client';

import { TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
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
      <ActionField
        key={filter.action}
        action={filter.action}
        known={[...new Set(events.map((event) => event.action))].sort()}
        onAction={(action) => onFilter({ action })}
      />
      <Day label="From" value={filter.since} onDay={(since) => onFilter({ since })} />
      <Day label="To" value={filter.until} onDay={(until) => onFilter({ until })} />
      {filter.actor && <Chip what="Who" name={actor} onRemove={() => onFilter({ actor: '' })} />}
      {filter.object && <Chip what="What" name={thing} onRemove={() => onFilter({ object: '' })} />}
    </div>
  );
}

type ActionProps = { action: string; known: string[]; onAction: (action: string) => void };

/** Those seen in the rows are offered. Enter or leaving the field asks for what was typed. */
function ActionField({ action, known, onAction }: ActionProps) {
  const [typed, setTyped] = useState(action);
  const take = (text: string) => text.trim() !== action && onAction(text.trim());
  return (
    <>
      <TextInput
        className={classes.action}
        aria-label="Action"
        placeholder="Action, such as key.created"
        list="known-actions"
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(typed);
        }}
      />
      <datalist id="known-actions">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

function Day({ label, value, onDay }: { label: string; value: string; onDay: (day: string) => void }) {
  return (
    <TextInput
      className={classes.day}
      type="date"
      aria-label={`${label} (day, UTC)`}
      leftSection={<span>{label}</span>}
      leftSectionWidth={46}
      value={value}
      onChange={({ currentTarget }) => onDay(currentTarget.value)}
    />
  );
}

function Chip({ what, name, onRemove }: { what: string; name: string; onRemove: () => void }) {
  return (
    <button type="button" className={classes.chip} aria-label={`Remove ${name} from the filter`} onClick={onRemove}>
      {what} <strong>{name}</strong> <IconX size={13} aria-hidden />
    </button>
  );
}
