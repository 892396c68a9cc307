'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type Ref, useState } from 'react';

type Props = { label: string; q: string; onSearch: (q: string) => void; className?: string; ref?: Ref<HTMLInputElement> };

/** Searches while one types, and follows the URL when that changes elsewhere. */
export function SearchField({ label, q, onSearch, className, ref }: Props) {
  const [typed, setTyped] = useState(q);
  const [sent, setSent] = useState(q);
  const [seen, setSeen] = useState(q);
  const search = useDebouncedCallback((text: string) => {
    setSent(text);
    onSearch(text);
  }, 250);
  // The URL may change elsewhere, by a link or by going back; then, and only then, the field follows it.
  if (q !== seen) {
    setSeen(q);
    if (q !== sent) setTyped(q);
  }
  const type = (text: string) => {
    setTyped(text);
    search(text);
  };

  return (
    <TextInput
      ref={ref}
      className={className}
      type="text"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />}
      maxLength={200}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (event.key === 'Enter') search.flush();
      }}
    />
  );
}
