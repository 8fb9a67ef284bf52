import type { HoldoutOutcome, SearchCut, SearchEnd } from '../evaluation/summary.ts';
import { countFigure, differenceFigure, pText, rangeFigure, rateFigure, scoreFigure } from './figures.ts';

/** What is planned of the test of a search, as the wire has it. */
export interface PlannedTest {
  readonly holdout_rows: number | null;
  readonly rows_for_5_points: number | null;
  readonly chance_of_5_points: number | null;
  readonly discordance: number | null;
  readonly discordance_basis: 'last_job' | 'assumed' | null;
}

/** What the held-out rows of a search can show, or what it lacks without any; `null` of a job that is no search. */
export function powerSentence(plan: PlannedTest): string | null {
  const { holdout_rows: rows, rows_for_5_points: needed, chance_of_5_points: chance, discordance, discordance_basis } = plan;
  if (rows === null || needed === null || discordance === null) return null;
  if (rows === 0 || chance === null)
    return 'No rows are held out: the score of the best step will be too high, since it is chosen by that score.';
  const basis = discordance_basis === 'last_job' ? 'as in the last job like it' : 'which is usual';
  return (
    `${countFigure(rows)} held-out rows find an improvement by 5 points with ${rateFigure(chance)}; it takes ${countFigure(needed)} for 80 % ` +
    `(if two templates differ on ${rateFigure(discordance)} of the rows, ${basis}).`
  );
}

/** What the summary of a search says of its end. */
export interface EndedSearch {
  readonly ended?: SearchEnd | SearchCut | undefined;
  readonly holdout?: HoldoutOutcome | null | undefined;
}

/** What the held-out rows say, in a sentence or two that begin with the verdict; `null` of a search that held none out. */
export function verdictSentence({ ended, holdout }: EndedSearch): string | null {
  if (holdout === undefined) return null;
  if (holdout === null) {
    const why = ended === undefined ? '' : ` (${ended.reason})`;
    return `No verdict: the job ended${why} before the held-out rows were done.`;
  }
  const { verdict, best_step: best, kept_because: because, rows, unscored } = holdout;
  if (because === 'baseline_is_best')
    return 'Kept: no step scores more than the baseline, so there was nothing to test on the held-out rows, and nothing was paid for it.';
  const missing = unscored === 0 ? '' : `; ${countFigure(unscored)} more lack a score`;
  const found = `${scoresText(holdout)} on ${countFigure(rows)} held-out rows (${testText(holdout)}${missing})`;
  if (verdict === 'promoted') return `Promoted: step ${best} is better than the baseline, ${found}.`;
  if (because === 'missing_scores')
    return `Kept: step ${best} is ahead of the baseline, ${found}, but the scores that are missing could undo that.`;
  return `Kept: step ${best} is not shown to be better than the baseline, ${found}.`;
}

function scoresText({ best, baseline, delta }: HoldoutOutcome): string {
  return `${scoreFigure(best)} against ${scoreFigure(baseline)}, ${differenceFigure(delta)}`;
}

function testText({ interval, p_value: p }: HoldoutOutcome): string {
  const [low, high] = interval ?? [];
  const range = low === undefined || high === undefined ? 'no interval' : `95 % interval ${rangeFigure([low, high])}`;
  return `${range}, one-sided ${pText(p)}`;
}

const END_SENTENCES: Readonly<Record<string, string>> = {
  steps: 'The search ended after all of its steps.',
  full_score: 'The search ended because no template can score more.',
  no_progress: 'The search ended because 20 candidates in a row were no better.',
  nothing_to_learn: 'The search ended because its best templates fail on none of the training rows that they were run on.',
  proposer: 'The search ended because three answers of the proposer in a row were of no use.',
};

/** Why a search ended, in a sentence; `null` where its job's status says it. */
export function endSentence(ended: SearchEnd | SearchCut | undefined): string | null {
  if (ended === undefined) return null;
  if (isBudgetEnd(ended)) {
    const unit = ended.budget === 'trials' ? 'trials' : 'US dollars';
    const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 6 });
    return `The search ended because another step would not have fitted into its budget of ${figure(ended.limit)} ${unit}: it had taken ${figure(ended.spent)}.`;
  }
  return END_SENTENCES[ended.reason] ?? null;
}

function isBudgetEnd(ended: SearchEnd | SearchCut): ended is Extract<SearchEnd, { reason: 'budget' }> {
  return ended.reason === 'budget';
}
