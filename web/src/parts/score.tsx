import type { ReactNode } from 'react';
import { countText, intervalText, scoreText } from '../lib/format.ts';

interface Props {
  readonly mean: number | null;
  readonly interval?: readonly number[] | null;
  readonly n?: number | null;
}

/** A mean with its 95 % interval and the number of samples it is of; never a bare number where more is known. */
export function Score({ mean, interval, n }: Props): ReactNode {
  return (
    <span className="score">
      <b>{scoreText(mean)}</b>
      {interval !== undefined && interval !== null && <small title="95 % interval"> {intervalText(interval)}</small>}
      {n !== undefined && n !== null && <small> n = {countText(n)}</small>}
    </span>
  );
}
