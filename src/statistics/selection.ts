import type { Warning } from './warning.ts';

/** A run that is a step of a search, whose job has scored candidates on the same samples. */
export interface SearchStep {
  readonly job: string;
  /** 0 is the baseline, which nobody chose by its scores. */
  readonly step: number;
  /** Steps beyond the baseline that the job has scored. */
  readonly candidates: number;
}

/** How many comparisons a choice by these very scores ranged over. */
export interface Selection {
  readonly job: string;
  /** k: p-values are multiplied by it, and intervals are at 1 − α/k. Above 1. */
  readonly candidates: number;
}

/**
 * What the choice of two runs ranged over, where they are steps of searches (statistics.md §29): the candidates of the job for a candidate
 * against anything else, or against the baseline of its own search; all pairs of steps for two candidates of one search; the product for candidates
 * of two. Null where nothing was chosen.
 *
 * @example selectionOf({ job: 'j', step: 7, candidates: 10 }, undefined) // { job: 'j', candidates: 10 }
 */
export function selectionOf(a: SearchStep | undefined, b: SearchStep | undefined): Selection | null {
  const [chosen, other] = [a, b].filter((step) => step !== undefined && step.step > 0);
  if (chosen === undefined) return null;
  const { job } = chosen;
  const candidates = other === undefined ? chosen.candidates : choices(chosen, other);
  return candidates > 1 ? { job, candidates } : null;
}

function choices(a: SearchStep, b: SearchStep): number {
  return a.job === b.job ? (a.candidates * (a.candidates + 1)) / 2 : a.candidates * b.candidates;
}

/**
 * A p-value that holds for the best of k: min(1, k·p) (Bonferroni; statistics.md §29).
 *
 * @example pOfSelected(0.0003, 10) // 0.003
 */
export function pOfSelected(p: number, candidates: number): number {
  return Math.min(1, candidates * p);
}

/** The α of each of k candidates. */
export function alphaOfEach(alpha: number, selection: Pick<Selection, 'candidates'> | null): number {
  return selection === null ? alpha : alpha / selection.candidates;
}

/** Says that a choice by the same scores flatters, and what was done about it. */
export function selectionWarning({ job, candidates }: Selection): Warning {
  const what = `A step of the search ${job} was chosen among ${candidates} possibilities by its scores on these very samples, which flatters it`;
  const done = `p is multiplied by ${candidates}, and the interval is wider by as much`;
  return {
    code: 'selected-on-these-samples',
    message: `${what}: ${done}. Samples that the search has not seen would show more.`,
  };
}
