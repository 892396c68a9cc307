'use client';

import { Button } from '@mantine/core';
import { useRef } from 'react';
import { filterBar, FilterChip, searchWidth } from '@/components/ui/filters';
import { SearchField } from '@/components/ui/search-field';
import { count, counted } from '@/lib/format';
import { useKeys } from '@/lib/use-keys';
import type { Tree } from '../use-tree';
import classes from './tree-toolbar.module.css';

/** What of the tree is shown. */
export function TreeToolbar({ tree }: { tree: Tree }) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.select() });
  const zoomed = tree.isZoomed && tree.rows.find(({ span }) => span.span_id === tree.zoom)?.span.name;

  return (
    <div className={filterBar} role="search" aria-label="Spans of this trace">
      <SearchField ref={field} className={searchWidth} label="Search in these spans" q={tree.find} onSearch={(find) => tree.set({ find })} />
      {(tree.failed > 0 || tree.errors) && (
        <Button size="compact-sm" className={classes.toggle} aria-pressed={tree.errors} onClick={() => tree.set({ errors: !tree.errors })}>
          Errors {count(tree.failed)}
        </Button>
      )}
      {tree.rows.some(({ depth }) => depth > 1) &&
        (tree.hasFolds ? (
          <Button size="compact-sm" onClick={tree.unfoldAll}>
            Unfold all
          </Button>
        ) : (
          <Button size="compact-sm" onClick={tree.foldAll}>
            Fold all
          </Button>
        ))}
      {zoomed && <FilterChip what="Zoomed to" name={zoomed} onRemove={() => tree.set({ zoom: '' })} />}
      <span className={classes.found} aria-live="polite">
        {tree.found && `${counted(tree.found.size, 'span')} found`}
      </span>
    </div>
  );
}
