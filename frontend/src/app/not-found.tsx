import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main>
      <Empty title="There is nothing at this address">
        <p>It may have been deleted, or the link was cut short.</p>
        <p>
          <Link className="words" href="/prompts">
            All prompts
          </Link>
        </p>
      </Empty>
    </main>
  );
}
