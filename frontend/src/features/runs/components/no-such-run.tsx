import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

export function NoSuchRun() {
  return (
    <Empty title="There is no such run">
      <p>It may have been deleted with its age, or it belongs to another project.</p>
      <p>
        <Link className="words" href="/runs">
          All runs
        </Link>
      </p>
    </Empty>
  );
}
