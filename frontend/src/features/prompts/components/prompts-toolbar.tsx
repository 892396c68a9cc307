'use client';

import { TextInput } from '@mantine/core';
import { IconTag, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { SearchField } from '@/components/ui/search-field';
import { useKeys } from '@/lib/use-keys';
import type { PromptRow } from '../api/types';
import type { ListState } from '../use-list-state';
import classes from './prompts-toolbar.module.css';

/** Search and tags. What is filtered by stands as chips, and in the URL. */
export function PromptsToolbar({ state, rows = [] }: { state: ListState; rows?: PromptRow[] }) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.select() });

  return (
    <div className={classes.bar} role="search" aria-label="Prompts">
      <SearchField
        ref={field}
        className={classes.search}
        label="Search by name, tag or text"
        q={state.filter.q}
        onSearch={state.search}
      />
      <TagField known={tagsOf(rows, state.filter.tag)} onTag={state.addTag} />
      {state.filter.tag.map((tag) => (
        <button
          key={tag}
          type="button"
          className={classes.chip}
          aria-label={`Remove the tag ${tag} from the filter`}
          onClick={() => state.removeTag(tag)}
        >
          Tag <strong>{tag}</strong> <IconX size={13} aria-hidden />
        </button>
      ))}
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={state.filter.archived}
        onClick={() => state.showArchived(!state.filter.archived)}
      >
        Archived
      </button>
    </div>
  );
}

/** A tag to filter by. Those seen on this page are offered. */
function TagField({ known, onTag }: { known: string[]; onTag: (tag: string) => void }) {
  const [typed, setTyped] = useState('');
  const take = (tag: string) => {
    if (tag.trim()) onTag(tag);
    setTyped('');
  };

  return (
    <>
      <TextInput
        className={classes.tag}
        aria-label="Filter by tag"
        placeholder="Tag"
        list="known-tags"
        leftSection={<IconTag size={15} aria-hidden />}
        maxLength={64}
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value;
          // Chosen from the list rather than typed: taken at once.
          if (known.includes(text) && !(event.nativeEvent instanceof InputEvent && event.nativeEvent.data)) take(text);
          else setTyped(text);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(typed);
        }}
      />
      <datalist id="known-tags">
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </>
  );
}

const tagsOf = (rows: PromptRow[], taken: string[]) =>
  [...new Set(rows.flatMap((row) => row.tags))].filter((tag) => !taken.includes(tag)).sort();
