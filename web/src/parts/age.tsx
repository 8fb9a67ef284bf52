import type { ReactNode } from 'react';
import { timeText } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago something was; the exact time is its title. */
export function Age({ at }: { readonly at: string | null | undefined }): ReactNode {
  const now = useNow();
  if (at === null || at === undefined) return '–';
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en')}>
      {timeText(at, now)}
    </time>
  );
}
