import { Notice } from './notice';
import { reason } from './failure';
import { hasStatus } from '@/lib/problem';

/** Why a change was not made. What was typed stays where it is. */
export function Refused({ what, error }: { what: string; error: unknown }) {
  if (!error) return null;
  return (
    <Notice tone="bad" title={what}>
      {hasStatus(error, 401) ? (
        <>
          Your session has ended.{' '}
          <a className="words" href="/sign-in?next=/prompts" target="_blank" rel="noreferrer">
            Sign in in another tab
          </a>
          , then try again here: nothing you typed is lost.
        </>
      ) : (
        reason(error)
      )}
    </Notice>
  );
}
