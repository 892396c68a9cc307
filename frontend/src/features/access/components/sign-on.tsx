import { Button } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import type { Schemas } from '@/lib/api';
import { refusalWords } from '../refusals';
import { wayBack } from '../way-back';
import classes from './door.module.css';

type Props = { ways: Schemas['SignOnOut']; next: string | null; refused: string | null };

/** The way in by the provider, if there is one, and why it was of no use the last time. */
export function SignOn({ ways, next, refused }: Props) {
  const words = refusalWords(refused);
  if (!ways.enabled && !words) return null;
  return (
    <div className={classes.signOn}>
      {words && (
        <Notice tone="bad" title="You were not signed in.">
          {words}
        </Notice>
      )}
      {ways.enabled && (
        <Button
          component="a"
          href={`/api/oidc/login?next=${encodeURIComponent(wayBack(next))}`}
          variant={ways.password_sign_in ? 'default' : 'filled'}
        >
          Sign in with {ways.name}
        </Button>
      )}
    </div>
  );
}
