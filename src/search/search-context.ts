import type { ProposerContext, ProposerFocus } from '../evaluation/proposer-prompt.ts';
import type { SearchStep } from '../evaluation/search-steps.ts';
import type { TrajectoryStep } from '../evaluation/trajectory.ts';

/**
 * What a proposer is shown of some steps: how they did on training rows, and on those with these numbers what came out. Of several
 * instructions the first is shown with its rows; two templates to merge both are.
 */
export function proposerContext(
  job: Omit<ProposerContext, 'trajectory' | 'focus'>,
  focus: ProposerFocus,
  steps: readonly SearchStep[],
  rows: readonly number[],
): ProposerContext {
  const shown = steps.map((step, at) => shownStep(step, focus === 'instruction' && at > 0 ? [] : rows));
  return { ...job, focus, trajectory: focus === 'instruction' ? firstLast(shown) : shown.toSorted(byScore) };
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
