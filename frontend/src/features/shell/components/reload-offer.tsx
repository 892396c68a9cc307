'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { buildQuery } from '../api/build';
import classes from './reload-offer.module.css';

/** Offers, and never forces, a reload once another build answers than the one this page came from. */
export function ReloadOffer({ build }: { build: string | null }) {
  const { data: current } = useQuery(buildQuery);
  if (!build || !current || current === build) return null;
  return (
    <div className={classes.offer}>
      <Notice
        title="Promptside was updated."
        actions={
          <Button size="compact-sm" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        Reload this page when it suits you; save what you are writing first.
      </Notice>
    </div>
  );
}
