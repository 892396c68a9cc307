import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

export function NoSuchExperiment() {
  return (
    <Empty title="There is no such experiment">
      <p>It may have been deleted, or it belongs to another project.</p>
      <p>
        <Link className="words" href="/experiments">
          All experiments
        </Link>
      </p>
    </Empty>
  );
}
