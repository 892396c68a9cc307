import { PageHeader } from '@/components/ui/page-header';
import { Bar } from '@/components/ui/skeleton';
import tabs from '@/components/ui/tabs.module.css';
import classes from './prompt-page.module.css';
import rail from './version-rail.module.css';

const LINES = ['long', 'middle', 'long', 'short', 'long', 'middle', 'long', 'short'] as const;

/** A prompt's shape while it is on its way. */
export function PromptSkeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-label="Loading the prompt">
      <PageHeader title={<Bar width="middle" />} above="Prompts" below={'\u00a0'} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <div className={tabs.tabs} />
          <div className={classes.content}>
            <div className={classes.waiting}>
              {LINES.map((width, index) => (
                <Bar key={index} width={width} />
              ))}
            </div>
          </div>
        </div>
        <aside className={rail.rail} aria-hidden>
          <div className={rail.list}>
            {LINES.slice(0, 4).map((_, index) => (
              <div key={index} className={classes.waitingVersion}>
                <Bar width="short" />
                <Bar width="long" />
                <Bar width="middle" />
              </div>
            ))}
          </div>
        </aside>
      </div>
    </div>
  );
}
