import { counted } from '@/lib/format';
import type { Summary } from '../diff/summary';
import classes from './summary-line.module.css';

/** `+38 −9 words · 2 parameter lines · 1 new variable`. */
export function SummaryLine({ summary }: { summary: Summary }) {
  const { added, removed, parameters, newVariables, isEqual } = summary;
  if (isEqual) return <span className={classes.line}>No difference</span>;
  return (
    <span className={classes.line}>
      <span>
        <span className={classes.added}>+{added}</span> <span className={classes.removed}>−{removed}</span> words
      </span>
      {parameters > 0 && <span>{counted(parameters, 'parameter line')}</span>}
      {newVariables.length > 0 && (
        <span>
          new {newVariables.length === 1 ? 'variable' : 'variables'}{' '}
          {newVariables.map((name) => (
            <code key={name}>{`{{${name}}} `}</code>
          ))}
        </span>
      )}
    </span>
  );
}
