import Link from 'next/link';
import { Empty } from '@/components/ui/empty';

/** Signed in, and let into nothing yet. */
export function NoProjectYet() {
  return (
    <Empty title="You belong to no project yet">
      <p>
        Everything here belongs to a project. Ask an admin of yours for an invitation: it is a link, and when you open
        it in this browser you join as yourself.
      </p>
      <p>
        <Link className="words" href="/account">
          Your account
        </Link>
      </p>
    </Empty>
  );
}

/** What the address names does not exist, or not for this person; which of these is not said. */
export function NoSuchProject() {
  return (
    <Empty title="There is no such project for you">
      <p>
        The address names a project that does not exist or that you are no member of. If somebody sent you the link, ask
        an admin of the project for an invitation.
      </p>
      <p>
        {/* A whole load, which forgets the project. */}
        <a className="words" href="/prompts">
          Your own projects
        </a>
      </p>
    </Empty>
  );
}
