import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import { isAtTheConnection, type Run } from '../words';

/** Why there is no answer, and where to look. */
export function WhyItFailed({ run: { status, error, error_kind, attempts, connection } }: { run: Run }) {
  if (status !== 'failed') return null;
  return (
    <Notice tone="bad" title={attempts > 1 ? `It failed at the ${ordinal(attempts)} try.` : 'It failed.'}>
      {error ?? 'Nobody said why.'}{' '}
      {isAtTheConnection(error_kind) && (
        <>
          An admin can test <Link href="/settings/connections">the connection {connection}</Link>.
        </>
      )}
    </Notice>
  );
}

const ordinal = (value: number) => ['', 'first', 'second', 'third', 'fourth'][value] ?? `${value}th`;
