'use client';

import classes from './list-end.module.css';
import { Older } from './older';

type Query = {
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
};

/** The way on at the end of a list that goes from edge to edge. */
export function ListEnd({ what, query }: { what: string; query: Query }) {
  if (!query.hasNextPage) return null;
  return (
    <div className={classes.end}>
      <Older
        what={what}
        error={query.isFetchNextPageError ? query.error : null}
        isLoading={query.isFetchingNextPage}
        onLoad={() => query.fetchNextPage()}
      />
    </div>
  );
}
