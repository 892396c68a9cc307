/** A page of a list, as its headers tell. */

export type Page<Row> = { rows: Row[]; total: number; capped: boolean; next: string | null };

export function pageOf<Row>(rows: Row[], headers: Headers): Page<Row> {
  const { total = rows.length, total_capped: capped = false } = JSON.parse(headers.get('X-Pagination') ?? '{}') as {
    total?: number;
    total_capped?: boolean;
  };
  return { rows, total, capped, next: nextCursor(headers) };
}

export function nextCursor(headers: Headers): string | null {
  const address = /<([^>]+)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  return address ? new URL(address, 'http://any').searchParams.get('cursor') : null;
}
