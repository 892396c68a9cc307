import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

/** In place of a form that would be refused. */
export function MayNotWrite() {
  return (
    <Empty title="You may read here, not write">
      <p>To write prompts in this project, ask one of its admins for the role editor.</p>
      <p>
        <Link className="words" href="/prompts">
          All prompts
        </Link>
      </p>
    </Empty>
  );
}
