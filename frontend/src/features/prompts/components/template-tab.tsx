'use client';

import { useQuery } from '@tanstack/react-query';
import { Failure } from '@/components/ui/failure';
import { RelativeTime } from '@/components/ui/relative-time';
import { Bar } from '@/components/ui/skeleton';
import type { Prompt } from '@/lib/bodies';
import { versionQuery } from '@/lib/prompts';
import { PromptBody } from './prompt-body';
import classes from './template-tab.module.css';

/** The body of the version shown. */
export function TemplateTab({ prompt, shown }: { prompt: Prompt; shown: number }) {
  const known = prompt.versions.find((version) => version.version === shown);
  const fetched = useQuery({ ...versionQuery(prompt.id, shown), enabled: !known });
  const version = known ?? fetched.data;
  if (!version) {
    if (fetched.error) {
      return <Failure what={`Version ${shown}`} error={fetched.error} onRetry={() => fetched.refetch()} />;
    }
    return <Bar width="long" />;
  }
  return (
    <>
      {version.variables.length > 0 && (
        <div className={classes.variables}>
          <span>Variables</span>
          {version.variables.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </div>
      )}
      <PromptBody
        body={version}
        head={
          <span className={classes.head}>
            <strong>v{version.version}</strong>
            {version.message && <span className={classes.message}>{version.message}</span>}
            <span>
              {version.created_by} · <RelativeTime at={version.created_at} />
            </span>
          </span>
        }
      />
    </>
  );
}
