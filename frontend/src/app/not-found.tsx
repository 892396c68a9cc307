import Link from 'next/link';
import { Door } from '@/features/access/components/door';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Door title="There is nothing at this address">
      <p>It may have been deleted, or the link was cut short.</p>
      <p>
        <Link className="words" href="/prompts">
          All prompts
        </Link>
      </p>
    </Door>
  );
}
