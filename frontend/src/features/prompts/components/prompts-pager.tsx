'use client';

import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Key } from '@/components/ui/key';
import { count } from '@/lib/format';
import type { Page } from '@/lib/paging';
import { PAGE_SIZE } from '../api/list-prompts';
import type { ListState } from '../use-list-state';
import classes from './prompts-pager.module.css';

export function PromptsPager({ page, state }: { page: Page<unknown>; state: ListState }) {
  const first = (state.page - 1) * PAGE_SIZE + 1;
  const last = first + page.rows.length - 1;
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span>
        <strong>
          {count(first)}–{count(last)}
        </strong>{' '}
        of {count(page.total, page.capped)}
      </span>
      <span className={classes.keys}>
        <Key>j</Key> <Key>k</Key> move <Key>/</Key> search <Key>?</Key> all keys
      </span>
      <Button
        size="compact-sm"
        leftSection={<IconChevronLeft size={14} />}
        disabled={state.isFirst}
        onClick={() => state.newer()}
      >
        Newer
      </Button>
      <Button
        size="compact-sm"
        rightSection={<IconChevronRight size={14} />}
        disabled={!page.next}
        onClick={() => page.next && state.older(page.next)}
      >
        Older
      </Button>
    </nav>
  );
}
