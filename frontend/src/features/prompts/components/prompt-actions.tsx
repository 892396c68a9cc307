'use client';

import { Button, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconGitBranch, IconTerminal2 } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { MoreActions } from '@/components/ui/more-actions';
import type { Prompt } from '@/lib/bodies';
import { useMay } from '@/lib/me';
import { fetchByCurl, fetchByPython } from '../snippets';
import type { Done } from './release-notice';

const ActivateDialog = dynamic(() => import('./activate-dialog').then((part) => part.ActivateDialog));
const RollBackDialog = dynamic(() => import('./roll-back-dialog').then((part) => part.RollBackDialog));
const DetailsDialog = dynamic(() => import('./details-dialog').then((part) => part.DetailsDialog));
const DeleteDialog = dynamic(() => import('./delete-dialog').then((part) => part.DeleteDialog));

type More = 'rollback' | 'details' | 'delete';

type Props = { prompt: Prompt; etag: string | null; shown: number; onDone: (done: Done) => void };

/** What can be done with a prompt. The one that matters most now stands out. */
export function PromptActions({ prompt, etag, shown, onDone }: Props) {
  const [dialog, setDialog] = useState<'activate' | More | null>(null);
  const may = useMay();
  const close = () => setDialog(null);
  const isActive = shown === prompt.active_version;
  const finish = (done: Done) => {
    close();
    onDone(done);
  };

  return (
    <>
      <CopyMenu prompt={prompt} />
      {may('write') && (
        <Button
          component={Link}
          href={`/try?prompt=${prompt.id}&c=${shown}` as '/prompts'}
          prefetch={false}
          variant="default"
          leftSection={<IconTerminal2 size={15} aria-hidden />}
        >
          Try it
        </Button>
      )}
      {prompt.archived_at === null && may('write') && (
        <Button
          component={Link}
          href={`/prompts/${prompt.id}/new?from=${shown}` as '/prompts'}
          prefetch={false}
          variant={isActive ? 'filled' : 'default'}
          leftSection={<IconGitBranch size={15} aria-hidden />}
        >
          New version
        </Button>
      )}
      {!isActive && may('release') && (
        <Button variant="filled" onClick={() => setDialog('activate')}>
          Activate v{shown}…
        </Button>
      )}
      {(may('write') || may('release')) && <MoreMenu may={may} onChoose={setDialog} />}
      {dialog === 'activate' && <ActivateDialog prompt={prompt} version={shown} onClose={close} onDone={finish} />}
      {dialog === 'rollback' && <RollBackDialog prompt={prompt} onClose={close} onDone={finish} />}
      {dialog === 'details' && <DetailsDialog prompt={prompt} etag={etag} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog prompt={prompt} onClose={close} />}
    </>
  );
}

type MoreProps = { may: ReturnType<typeof useMay>; onChoose: (dialog: More) => void };

function MoreMenu({ may, onChoose }: MoreProps) {
  return (
    <MoreActions>
      {may('release') && <Menu.Item onClick={() => onChoose('rollback')}>Roll back…</Menu.Item>}
      {may('write') && (
        <>
          <Menu.Item onClick={() => onChoose('details')}>Edit name, description, tags…</Menu.Item>
          <Menu.Divider />
          <Menu.Item c="var(--bad-words)" onClick={() => onChoose('delete')}>
            Delete…
          </Menu.Item>
        </>
      )}
    </MoreActions>
  );
}

function CopyMenu({ prompt }: { prompt: Prompt }) {
  const { copy, copied } = useClipboard({ timeout: 1500 });
  return (
    <Menu>
      <Menu.Target>
        <Button>{copied ? 'Copied' : 'Copy'}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Fetch the active version with</Menu.Label>
        <Menu.Item onClick={() => copy(fetchByCurl(window.location.origin, prompt.name))}>curl</Menu.Item>
        <Menu.Item onClick={() => copy(fetchByPython(window.location.origin, prompt.name))}>Python</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => copy(prompt.name)}>Name</Menu.Item>
        <Menu.Item onClick={() => copy(prompt.id)}>Id</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
