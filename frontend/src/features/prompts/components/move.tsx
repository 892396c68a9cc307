import { SlashedName } from '@/components/ui/slashed-name';
import classes from './dialogs.module.css';

/** Old is muted, new is bold. */
export function Move({ name, from, to }: { name: string; from: number | null; to: number }) {
  return (
    <p className={classes.move}>
      <SlashedName name={name} />
      <span>
        {from === null ? 'none' : `v${from}`} → <strong>v{to}</strong>
      </span>
    </p>
  );
}
