import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

export function NoSuchTrace() {
  return (
    <Empty title="There is no such trace">
      <p>It may not have arrived yet, it may have been deleted with its age, or it belongs to another project.</p>
      <p>
        <Link className="words" href="/traces">
          All traces
        </Link>
      </p>
    </Empty>
  );
}
