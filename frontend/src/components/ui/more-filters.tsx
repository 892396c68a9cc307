'use client';

import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** Filters that few need, below the others; there from the beginning if one of them is used. */
export function MoreFilters({ isUsed, children }: { isUsed: boolean; children: ReactNode }) {
  const [isAsked, setAsked] = useState(false);
  const isOpen = isAsked || isUsed;
  return (
    <>
      {!isUsed && (
        <Button aria-expanded={isOpen} onClick={() => setAsked(!isAsked)}>
          {isOpen ? 'Fewer filters' : 'More filters'}
        </Button>
      )}
      {isOpen && children}
    </>
  );
}
