'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Dot } from '@/components/ui/dot';
import { Older } from '@/components/ui/older';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Prompt, Version } from '@/lib/bodies';
import { counted } from '@/lib/format';
import { olderVersionsQuery } from '../api/list-versions';
import classes from './version-rail.module.css';

type Props = { prompt: Prompt; older: string | null; shown: number; hrefOf: (version: number) => string };

/** Every version, newest first: what changed, who did it and when. On a narrow screen it unfolds. */
export function VersionRail(props: Props) {
  const { prompt, shown } = props;
  return (
    <aside className={classes.rail} aria-label="Versions">
      <h2 className={classes.title}>{counted(prompt.latest_version.version, 'version')}</h2>
      <VersionList {...props} />
      <details className={classes.narrow}>
        <summary>
          <strong>v{shown}</strong> of {counted(prompt.latest_version.version, 'version')}
        </summary>
        <VersionList {...props} />
      </details>
    </aside>
  );
}

function VersionList({ prompt, older, shown, hrefOf }: Props) {
  const { data, error, hasNextPage, fetchNextPage, isFetching, refetch } = useInfiniteQuery({
    ...olderVersionsQuery(prompt.id, older ?? ''),
    enabled: false,
  });
  const versions = [...prompt.versions, ...(data?.pages.flatMap((page) => page.rows) ?? [])];
  const hasMore = older !== null && (!data || hasNextPage);

  return (
    <div className={classes.list}>
      <ol reversed>
        {versions.map((version) => (
          <Item
            key={version.version}
            version={version}
            active={version.version === prompt.active_version}
            shown={version.version === shown}
            href={hrefOf(version.version)}
          />
        ))}
      </ol>
      {hasMore && (
        <div className={classes.more}>
          <Older
            what="versions"
            error={error}
            isLoading={isFetching}
            onLoad={() => (data ? fetchNextPage() : refetch())}
          />
        </div>
      )}
    </div>
  );
}

type ItemProps = { version: Version; active: boolean; shown: boolean; href: string };

function Item({ version, active, shown, href }: ItemProps) {
  return (
    <li>
      <Link
        href={href as '/prompts'}
        prefetch={false}
        scroll={false}
        className={classes.item}
        aria-current={shown || undefined}
      >
        <span className={classes.top}>
          <strong>v{version.version}</strong>
          {active && (
            <span className={classes.active}>
              <Dot tone="ok" /> active
            </span>
          )}
        </span>
        {version.message && <span className={classes.message}>{version.message}</span>}
        <span className={classes.who}>
          {version.created_by} · <RelativeTime at={version.created_at} />
        </span>
      </Link>
    </li>
  );
}
