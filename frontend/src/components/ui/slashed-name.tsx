import classes from './slashed-name.module.css';

/**
 * A name whose namespace steps back behind its last part. On a `line` of its own it is cut before that part; what it
 * stands in has to say the name, for the two pieces are read as two words there.
 */
export function SlashedName({ name, line }: { name: string; line?: boolean }) {
  const leaf = name.lastIndexOf('/') + 1;
  return (
    <span className={classes.name} data-line={line} title={line ? name : undefined}>
      {leaf > 0 && <span className={classes.namespace}>{name.slice(0, leaf)}</span>}
      <span className={classes.leaf}>{name.slice(leaf)}</span>
    </span>
  );
}
