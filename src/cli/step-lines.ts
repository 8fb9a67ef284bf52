import type { JobFold } from '../evaluation/job-fold.ts';
import type { StepFigures } from '../evaluation/step-fold.ts';

/** The step that an optimize job has just finished, in a line: its score, the difference to the baseline, and the best so far. */
export function stepLine(fold: JobFold): string {
  const step = fold.finishedSteps.at(-1);
  if (step === undefined) return '';
  const { stepIndex: index, score, summary, holdoutOf } = step;
  const change = index === 0 ? '' : difference(score, comparedWith(fold, step)?.score ?? null);
  const failed = summary.failure_rate > 0 ? `${(summary.failure_rate * 100).toFixed(1)} % failed` : '';
  const best = fold.bestStep === step ? '★ best so far' : '';
  const parts = [stepName(index, holdoutOf).padEnd(8), scoreText(score), change, best, failed];
  return parts.filter((part) => part !== '').join('  ');
}

/** `baseline` or `step 3`; of a test on held-out rows `step 3, held out`. */
export function stepName(index: number, holdoutOf: number | null = null): string {
  if (holdoutOf !== null) return `${stepName(holdoutOf)}, held out`;
  return index === 0 ? 'baseline' : `step ${String(index)}`;
}

/** What a step's score is held against: the baseline on the same rows. */
export function comparedWith(fold: JobFold, { holdoutOf }: Pick<StepFigures, 'holdoutOf'>): StepFigures | undefined {
  if (holdoutOf === null) return fold.step(0);
  return holdoutOf === 0 ? undefined : fold.finishedSteps.find((step) => step.holdoutOf === 0);
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
