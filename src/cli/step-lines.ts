import type { JobEvent } from '../domain/job-event.ts';
import type { StepPayload } from '../evaluation/event.ts';

/** Tells each finished step of an optimize job in a line: its score, the difference to the baseline, and the best so far. */
export class StepLines {
  #baseline: number | null = null;
  #best: number | null = null;

  /** The line of a `step` event. */
  line({ step_index: index, payload }: JobEvent): string {
    const { score, summary } = payload as StepPayload;
    if (index === 0) this.#baseline = score;
    const isBest = score !== null && (this.#best === null || score > this.#best);
    if (isBest) this.#best = score;
    const failed = summary.failure_rate > 0 ? `${(summary.failure_rate * 100).toFixed(1)} % failed` : '';
    const change = index === 0 ? '' : difference(score, this.#baseline);
    const parts = [stepName(index).padEnd(8), scoreText(score), change, isBest ? '★ best so far' : '', failed];
    return parts.filter((part) => part !== '').join('  ');
  }
}

/** `baseline` or `step 3`. */
export function stepName(index: number): string {
  return index === 0 ? 'baseline' : `step ${String(index)}`;
}

export function scoreText(score: number | null): string {
  return score === null ? '–' : score.toFixed(3);
}

/** `+0.104`; empty where one of the two is missing. */
export function difference(score: number | null, baseline: number | null): string {
  if (score === null || baseline === null) return '';
  const delta = score - baseline;
  return `${delta < 0 ? '−' : '+'}${Math.abs(delta).toFixed(3)}`;
}
