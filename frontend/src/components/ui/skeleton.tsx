import classes from './faces.module.css';

/** The place of words that are on their way. */
export function Bar({ width = 'middle' }: { width?: 'long' | 'middle' | 'short' }) {
  return <span className={`${classes.bar} ${classes[width]}`} />;
}
