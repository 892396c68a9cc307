import classes from './slashed-name.module.css';

/** A name whose namespace steps back behind its last part. */
export function SlashedName({ name }: { name: string }) {
  const leaf = name.lastIndexOf('/') + 1;
  return (
    <span className={classes.name}>
      {leaf > 0 && <span className={classes.namespace}>{name.slice(0, leaf)}</span>}
      <span className={classes.leaf}>{name.slice(leaf)}</span>
    </span>
  );
}
