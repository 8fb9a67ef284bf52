import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useMe } from '../api/me.ts';
import { SERVER_URL } from '../lib/base-path.ts';

/** Who looks at the page, and the way out; nothing where the server asks nobody who they are. */
export function WhoBar(): ReactNode {
  const me = useMe();
  if (me?.auth !== true) return null;
  return (
    <div className="who">
      <Link href="/settings" dir="auto" title={`${me.name}, with the scope ${me.scope}`}>
        {me.name}
      </Link>
      {me.can_sign_out && (
        <form method="post" action={`${SERVER_URL}/sign-out`}>
          <button type="submit" className="quiet">
            Sign out
          </button>
        </form>
      )}
    </div>
  );
}
