import type { ProposerContext, ProposerFocus } from '../evaluation/proposer-prompt.ts';
import type { SearchStep } from '../evaluation/search-steps.ts';
import type { TrajectoryStep } from '../evaluation/trajectory.ts';

const MOST_IN_VAIN = 10;

/**
 * What a proposer is shown of some steps: how they did on training rows, and on those with these numbers what came out. Of several
 * instructions the first is shown with its rows; two templates to merge both are; of one to improve also what was made of it in vain.
 */
export function proposerContext(
  job: Omit<ProposerContext, 'trajectory' | 'focus'>,
  focus: ProposerFocus,
  { steps, inVain }: { readonly steps: readonly SearchStep[]; readonly inVain: readonly SearchStep[] },
  rows: readonly number[],
): ProposerContext {
  const shown = steps.map((step, at) => shownStep(step, focus === 'instruction' && at > 0 ? [] : rows));
  switch (focus) {
    case 'reflection':
      return { ...job, focus, trajectory: [...inVain.slice(-MOST_IN_VAIN).map(withoutScore), ...shown] };
    case 'merge':
      return { ...job, focus, trajectory: shown.toSorted(byScore) };
    case 'instruction':
      return { ...job, focus, trajectory: firstLast(shown) };
  }
}

/** What it was run on is not comparable. */
function withoutScore(step: SearchStep): TrajectoryStep {
  return { ...shownStep(step, []), score: null, worstScore: null };
}

function shownStep({ index, proposal, figures, observer, examples }: SearchStep, rows: readonly number[]): TrajectoryStep {
  const { score, worstScore, summary } = figures.training ?? figures;
  const weakest = rows.flatMap((row) => examples?.of(row) ?? []).sort((a, b) => a.score - b.score);
  return { index, proposal, score, worstScore, summary, noise: observer.noise, weakest };
}

/** The latest is the one whose examples are shown beside those of the best. */
function firstLast([first, ...others]: readonly TrajectoryStep[]): readonly TrajectoryStep[] {
  return first === undefined ? [] : [...others.sort((a, b) => a.index - b.index), first];
}

function byScore(a: TrajectoryStep, b: TrajectoryStep): number {
  return (b.worstScore ?? -Infinity) - (a.worstScore ?? -Infinity);
}
