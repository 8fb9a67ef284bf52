import type { JobFold } from '../evaluation/job-fold.ts';

/** The step that an optimize job has just finished, in a line: its score, the difference to the baseline, and the best so far. */
export function stepLine(fold: JobFold): string {
  const step = fold.finishedSteps.at(-1);
  if (step === undefined) return '';
  const { stepIndex: index, score, summary } = step;
  const change = index === 0 ? '' : difference(score, fold.step(0)?.score ?? null);
  const failed = summary.failure_rate > 0 ? `${(summary.failure_rate * 100).toFixed(1)} % failed` : '';
  const parts = [stepName(index).padEnd(8), scoreText(score), change, fold.bestStep === step ? '★ best so far' : '', failed];
  return parts.filter((part) => part !== '').join('  ');
}

/** `baseline` or `step 3`. */
export function stepName(index: number): string {
  return index === 0 ? 'baseline' : `step ${String(index)}`;
}

/** Three decimals; `–` where there is none. */
export function scoreText(score: number | null): string {
  if (score === null) return '–';
  return score < 0 ? `−${(-score).toFixed(3)}` : score.toFixed(3);
}

/** `+0.104`; empty where one of the two is missing. */
export function difference(score: number | null, baseline: number | null): string {
  if (score === null || baseline === null) return '';
  const delta = score - baseline;
  return `${delta < 0 ? '−' : '+'}${Math.abs(delta).toFixed(3)}`;
}
