import Link from 'next/link';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { SlashedName } from '@/components/ui/slashed-name';
import tags from '@/components/ui/tag.module.css';
import type { Prompt } from '@/lib/bodies';
import { ActiveState } from './active-state';
import classes from './prompt-title.module.css';

export function PromptTitle({ prompt, actions }: { prompt: Prompt; actions: ReactNode }) {
  const namespaces = prompt.name.split('/').slice(0, -1);
  return (
    <PageHeader
      above={
        <nav aria-label="Where this is">
          <Link href="/prompts">Prompts</Link>
          {namespaces.map((name, index) => (
            <span key={index}>
              {' / '}
              <Link
                prefetch={false}
                href={`/prompts?q=${encodeURIComponent(`${namespaces.slice(0, index + 1).join('/')}/`)}`}
              >
                {name}
              </Link>
            </span>
          ))}
        </nav>
      }
      title={
        <>
          <h1>
            <SlashedName name={prompt.name} />
          </h1>
          <ActiveState active={prompt.active_version} latest={prompt.latest_version.version} />
          <span className={tags.tags}>
            {prompt.tags.map((tag) => (
              <Link key={tag} prefetch={false} href={`/prompts?tag=${encodeURIComponent(tag)}`} className={tags.tag}>
                {tag}
              </Link>
            ))}
          </span>
          {prompt.archived_at && <span className={classes.archived}>archived</span>}
        </>
      }
      below={prompt.description}
      actions={actions}
    />
  );
}
