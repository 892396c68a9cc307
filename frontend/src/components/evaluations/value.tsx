import classes from './evaluations.module.css';

/** Any JSON to be read: a text as it is, anything else indented. A long one scrolls in its place. */
export function Value({ label, value }: { label: string; value: unknown }) {
  if (value === null || value === undefined || value === '') return <p className={classes.nothing}>Nothing.</p>;
  const isText = typeof value === 'string';
  return (
    <pre className={classes.value} data-code={!isText || undefined} tabIndex={0} role="region" aria-label={label}>
      {isText ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}
