'use client';

import { useState } from 'react';
import { counted } from '@/lib/format';
import classes from './conversation.module.css';
import { beginningOf, linesIn } from './folding';

/** A text as it was written; of a long one the beginning, until one asks for all of it. */
export function FoldedText({ text, code }: { text: string; code?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const beginning = beginningOf(text);
  const isLong = beginning.length < text.length;
  return (
    <>
      <pre className={classes.text} data-code={code || undefined} data-cut={(isLong && !isOpen) || undefined}>
        {isOpen ? text : beginning}
      </pre>
      {isLong && (
        <button type="button" className={`words ${classes.more}`} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : `Show all ${linesIn(text) > 1 ? counted(linesIn(text), 'line') : counted(text.length, 'character')}`}
        </button>
      )}
    </>
  );
}
