import type { ReactNode } from 'react';

/** What stands where something is still being read. It shows only after a moment, so that a fast answer does not flicker. */
export function Loading({ what = 'Loading' }: { readonly what?: string }): ReactNode {
  return (
    <p className="loading" role="status">
      {what}…
    </p>
  );
}
