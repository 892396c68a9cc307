import { Bar } from '@/components/ui/skeleton';
import { PromptsHead } from './prompts-table';
import classes from './prompts-table.module.css';

const WIDTHS = ['long', 'middle', 'long', 'middle', 'middle', 'long', 'middle', 'long', 'middle', 'long'] as const;

/** The table's shape while its rows are on their way. */
export function PromptsSkeleton() {
  return (
    <div className={classes.wrap} role="status" aria-label="Loading the prompts">
      <table className={`${classes.table} ${classes.waiting}`} aria-hidden>
        <PromptsHead />
        <tbody>
          {WIDTHS.map((width, index) => (
            <tr key={index}>
              <th className={classes.name}>
                <Bar width={width} />
              </th>
              <td className={classes.active}>
                <Bar width="long" />
              </td>
              <td className={classes.snippet}>
                <Bar width={width} />
              </td>
              <td className={classes.tags}>
                <Bar />
              </td>
              <td className={classes.author}>
                <Bar />
              </td>
              <td className={classes.created}>
                <Bar width="long" />
              </td>
              <td className={classes.updated}>
                <Bar width="long" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
