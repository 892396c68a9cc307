import { PageHeader } from '@/components/ui/page-header';
import { Bar } from '@/components/ui/skeleton';
import classes from './prompt-page.module.css';

/** A prompt's shape while it is on its way. */
export function PromptSkeleton() {
  return (
    <div role="status" aria-label="Loading the prompt">
      <PageHeader title={<Bar width="short" />} above="Prompts" />
      <div className={classes.columns}>
        <div className={classes.main}>
          <div className={classes.tabs} />
          <div className={classes.content}>
            {(['long', 'middle', 'long', 'short', 'long', 'middle'] as const).map((width, index) => (
              <Bar key={index} width={width} />
            ))}
          </div>
        </div>
        <aside />
      </div>
    </div>
  );
}
