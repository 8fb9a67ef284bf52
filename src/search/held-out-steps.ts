import type { ProposalPayload } from '../evaluation/event.ts';
import type { SearchStep, SearchSteps, StepRows } from '../evaluation/search-steps.ts';
import type { HoldoutOutcome } from '../evaluation/summary.ts';
import { discordanceOf, type HeldOutResult, type HeldOutScores, heldOutTest } from './held-out-test.ts';

/**
 * Runs the template that the search has selected and the baseline once each on held-out rows, as steps that say whose template they try
 * (`holdout_of`), and says what came of it. Where the baseline is the best of the search there is nothing to test, and nothing is run.
 * `null` where the job ends before both are done.
 */
export async function testHeldOut(steps: SearchSteps, rows: StepRows, signal: AbortSignal): Promise<HoldoutOutcome | null> {
  const selected = steps.fold.bestStep?.stepIndex ?? 0;
  if (selected === 0) return UNTESTED;
  const [first, second] = [0, selected].map((index) => heldOutProposal(steps, index));
  const baseline = first === undefined ? null : await steps.run(first, rows, signal);
  const best = baseline === null || second === undefined ? null : await steps.run(second, rows, signal);
  return baseline === null || best === null ? null : outcomeOf({ baseline, best }, selected);
}

const UNTESTED: HoldoutOutcome = {
  baseline: null,
  best: null,
  delta: null,
  interval: null,
  p_value: null,
  verdict: 'kept',
  best_step: 0,
  steps: null,
  discordance: null,
  rows: 0,
  unscored: 0,
  kept_because: 'baseline_is_best',
};

function heldOutProposal({ fold }: SearchSteps, index: number): ProposalPayload {
  const template = fold.step(index)?.promptTemplate ?? '';
  return { prompt_template: template, thinking: null, advice: null, holdout_of: index };
}

interface Tested {
  readonly baseline: SearchStep;
  readonly best: SearchStep;
}

function outcomeOf({ baseline, best }: Tested, selected: number): HoldoutOutcome {
  const scores = pairedScores({ baseline, best });
  const result = heldOutTest(scores);
  return {
    baseline: result.baseline,
    best: result.best,
    delta: result.delta,
    interval: result.interval,
    p_value: result.pValue,
    verdict: result.verdict,
    best_step: selected,
    steps: { baseline: baseline.index, best: best.index },
    discordance: discordanceOf(scores),
    rows: result.rows,
    unscored: result.unscored,
    kept_because: keptBecause(result),
  };
}

function keptBecause({ isKeptForMissing }: HeldOutResult): HoldoutOutcome['kept_because'] {
  return isKeptForMissing ? 'missing_scores' : null;
}

function pairedScores({ baseline, best }: Tested): readonly HeldOutScores[] {
  return Array.from(baseline.scores.rows, (row) => {
    const of = baseline.scores.of(row);
    return { id: of?.id ?? '', baseline: of?.score ?? null, best: best.scores.of(row)?.score ?? null };
  });
}
