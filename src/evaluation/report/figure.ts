import type { Aggregate } from '../event.ts';

const NONE = '–';

/** A score with three decimals. */
export function scoreFigure(score: number | null): string {
  return score === null ? NONE : score.toFixed(3);
}

/** A difference with its sign. */
export function differenceFigure(difference: number | null): string {
  if (difference === null) return NONE;
  const size = Math.abs(difference).toFixed(3);
  return Number(size) === 0 ? `±${size}` : `${difference < 0 ? '−' : '+'}${size}`;
}

/** Mean ± standard deviation. */
export function spreadFigure({ mean, sd }: Aggregate): string {
  return mean === null ? NONE : `${mean.toFixed(3)} ± ${(sd ?? 0).toFixed(3)}`;
}

export function countFigure(count: number): string {
  return count.toLocaleString('en');
}

/** A part of a whole, also in per cent. */
export function shareFigure(part: number, whole: number): string {
  const share = whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;
  return `${countFigure(part)} of ${countFigure(whole)}${share}`;
}

/** Seconds, in milliseconds where they are few. */
export function durationFigure(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toFixed(1)} ms`;
  return seconds < 120 ? `${seconds.toFixed(2)} s` : `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`;
}
