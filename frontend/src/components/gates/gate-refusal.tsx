'use client';

import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { useMay } from '@/lib/me';
import { hasCode, Refusal } from '@/lib/problem';
import classes from './gates.module.css';

type Override = { isOffered: boolean; isOn: boolean; setOn: (on: boolean) => void; asked: { override_gates?: true } };

/** Whether a move that gates refused is asked for once more, past them; only who has the right is offered it. */
export function useOverride(error: unknown): Override {
  const may = useMay();
  const [on, setOn] = useState(false);
  const [wasRefused, setRefused] = useState(false);
  if (hasCode(error, 'gate_not_met') && !wasRefused) setRefused(true);
  const isOffered = wasRefused && may('admin');
  const isOn = isOffered && on;
  return { isOffered, isOn, setOn, asked: isOn ? { override_gates: true } : {} };
}

/** Why a release was refused; of gates each that is shut, and what it asks for. */
export function GateRefusal({ what, error, override }: { what: string; error: unknown; override: Override }) {
  const missing = error instanceof Refusal && error.code === 'gate_not_met' ? (error.problem.missing ?? []) : [];
  return (
    <>
      {missing.length === 0 ? (
        <Refused what={what} error={error} />
      ) : (
        <Notice tone="bad" title={`${what} ${missing.length === 1 ? 'A gate is' : 'Gates are'} shut.`}>
          <ul className={classes.missing}>
            {missing.map(({ gate_id, detail }) => (
              <li key={gate_id}>{detail}</li>
            ))}
          </ul>
        </Notice>
      )}
      {override.isOffered && (
        <Checkbox
          size="xs"
          label="Override the gates. It stands out in the release history and in the audit log."
          checked={override.isOn}
          onChange={({ currentTarget }) => override.setOn(currentTarget.checked)}
        />
      )}
    </>
  );
}
