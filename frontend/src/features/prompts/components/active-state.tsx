import { Dot } from '@/components/ui/dot';
import classes from './active-state.module.css';

/** `v8 of 9`: the version that is served, and how many there are. */
export function ActiveState({ active, latest }: { active: number | null; latest: number }) {
  return (
    <span className={classes.state}>
      <Dot tone={active === null ? 'none' : active === latest ? 'ok' : 'warn'} />
      <span>
        {active === null ? 'none' : <strong>v{active}</strong>} of {latest}
      </span>
    </span>
  );
}
