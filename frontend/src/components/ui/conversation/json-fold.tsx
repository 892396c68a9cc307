'use client';

import { useState } from 'react';
import { counted } from '@/lib/format';
import classes from './conversation.module.css';
import { FoldedText } from './folded-text';
import { asText } from './turns';

type Props = { label: string; value: unknown; open?: boolean };

/** A JSON value behind its name and size; a small one is open at once. */
export function JsonFold({ label, value, open }: Props) {
  const text = asText(value);
  const [isOpen, setOpen] = useState(open ?? text.length <= 400);
  return (
    <details className={classes.fold} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <strong>{label}</strong> <span>{sizeOf(value)}</span>
      </summary>
      {isOpen && <FoldedText text={text} code />}
    </details>
  );
}

function sizeOf(value: unknown): string {
  if (Array.isArray(value)) return counted(value.length, 'item');
  if (value !== null && typeof value === 'object') return counted(Object.keys(value).length, 'key');
  return typeof value === 'string' ? counted(value.length, 'character') : typeof value;
}
