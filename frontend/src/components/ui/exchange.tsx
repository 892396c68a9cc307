import classes from './figures-table.module.css';

type Props = { asked: string | null; answered: string | null; error?: string | null };

/** A cell with the beginning of what was asked and of what came back. */
export const Exchange = ({ asked, answered, error }: Props) => (
  <td className={classes.exchange}>
    <div>
      {asked && <span className={classes.asked}>{asked}</span>}
      {answered ? <span>→ {answered}</span> : error && <span className={classes.failed}>→ {error}</span>}
    </div>
  </td>
);
