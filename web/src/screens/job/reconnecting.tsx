import type { ReactNode } from 'react';
import { isAway } from '../../api/problem.ts';

/** Says, while what is shown can't be read anew, that this is being tried. */
export function Reconnecting({ reason }: { readonly reason: Error | null }): ReactNode {
  return (
    <div role="status" className="reconnecting">
      {isAway(reason) && <p>The server can’t be reached. What is here stays; trying again…</p>}
    </div>
  );
}
