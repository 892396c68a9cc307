'use client';

import { NativeSelect } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import type { Role } from '../roles';

type Props = { label: string; value: Role; names: Role[]; onChange: (role: Role) => void };

/** A role in a row. */
export function RoleSelect({ label, value, names, onChange }: Props) {
  const isMounted = useMounted();
  return (
    <NativeSelect
      aria-label={label}
      w={116}
      // What is chosen before the page has heard of it would be lost.
      disabled={!isMounted}
      value={value}
      data={names}
      onChange={({ currentTarget }) => onChange(currentTarget.value as Role)}
    />
  );
}
