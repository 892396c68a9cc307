'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Failure } from '@/components/ui/failure';
import { Older } from '@/components/ui/older';
import { RowsSkeleton } from '@/components/ui/rows-skeleton';
import { Inner, Section } from '@/components/ui/section';
import { useMay } from '@/lib/me';
import { keysQuery } from '../api/keys';
import { KeysTable } from './keys-table';

const NewKeyDialog = dynamic(() => import('./new-key-dialog').then((part) => part.NewKeyDialog));

/** What programs come with. */
export function KeysPage() {
  const isAdmin = useMay()('admin');
  const [isMaking, setMaking] = useState(false);
  const query = useInfiniteQuery(keysQuery());
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const keys = data?.pages.flatMap((page) => page.rows);
  const make = (
    <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );

  return (
    <Section
      title="API keys"
      about="Each belongs to this project and may do what its scopes say. A key is shown once, when it is made."
      actions={isAdmin && make}
    >
      {error && !data ? (
        <Failure what="The keys" error={error} onRetry={() => refetch()} />
      ) : !keys ? (
        <RowsSkeleton what="the keys" />
      ) : keys.length === 0 ? (
        <Empty title="No keys yet">
          <p>A program that fetches prompts needs one with the scope read. Give each program a key of its own.</p>
          <div>{make}</div>
        </Empty>
      ) : (
        <KeysTable keys={keys} />
      )}
      {hasNextPage && (
        <Inner>
          <Older
            what="keys"
            error={isFetchNextPageError ? error : null}
            isLoading={isFetchingNextPage}
            onLoad={() => fetchNextPage()}
          />
        </Inner>
      )}
      {isMaking && <NewKeyDialog onClose={() => setMaking(false)} />}
    </Section>
  );
}
