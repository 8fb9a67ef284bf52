import type { ReactNode } from 'react';
import { ProblemError } from '../../api/problem.ts';

/** Says, while what is shown can't be read anew, that this is being tried. */
export function Reconnecting({ reason }: { readonly reason: Error | null }): ReactNode {
  const isAway = reason instanceof ProblemError && (reason.status === 0 || reason.status >= 500);
  return (
    <div role="status" className="reconnecting">
      {isAway && <p>The server can’t be reached. What is here stays; trying again…</p>}
    </div>
  );
}
