import { differenceFigure, rangeFigure, rateFigure, scoreFigure } from './figures.ts';
import type { ReportedTrajectory, ReportedStep } from './job-report.ts';
import { fold, heading, numericColumn, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { selectionSentence } from './selection-sentence.ts';
import { trajectoryChart } from './trajectory-chart.ts';
import type { PlottedStep } from './trajectory-plot.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { cutChanges, type TextChange } from './word-diff.ts';

const TEMPLATE_LENGTH = 20_000;
const MOST_DRAWN = 6;
const UNSCORED: PlottedStep = { mean: null, interval: null };

/** How the search went, the best template, and what each step changed. */
export function trajectoryBlocks(trajectory: ReportedTrajectory): readonly ReportBlock[] {
  const { steps } = trajectory;
  const title = heading(2, 'Trajectory');
  if (steps.length === 0) return [title, paragraph('No step has begun.')];
  const metrics = [...new Set(steps.flatMap(({ per_metric: means }) => Object.keys(means ?? {})))];
  return [
    title,
    ...chartBlocks(searchedOf(steps), metrics),
    table(steps, metrics),
    ...bestBlocks(trajectory),
    heading(3, 'Step by step'),
    ...searchedOf(steps).map(stepFold),
  ];
}

/** Without the tests on held-out rows. */
function searchedOf(steps: readonly ReportedStep[]): readonly ReportedStep[] {
  return steps.filter(({ holdout_of: of }) => of === null);
}

/** The score of all metrics together, unless there is one only, and each metric with its intervals. */
function chartBlocks(steps: readonly ReportedStep[], metrics: readonly string[]): readonly ReportBlock[] {
  const ofMetrics = metrics.slice(0, MOST_DRAWN).map((metric) => ({
    title: metric,
    scoreOf: (step: ReportedStep): PlottedStep => step.per_metric?.[metric] ?? UNSCORED,
  }));
  const ofAll = { title: 'Score', scoreOf: ({ score }: ReportedStep): PlottedStep => ({ mean: score, interval: null }) };
  const ofTraining = {
    title: 'Score on the training rows',
    scoreOf: ({ training_score: mean }: ReportedStep): PlottedStep => ({ mean, interval: null }),
  };
  const hasTraining = steps.some(({ training_score: score }) => score !== null);
  const drawn = [...(metrics.length === 1 ? ofMetrics : [ofAll, ...ofMetrics]), ...(hasTraining ? [ofTraining] : [])];
  if (steps.every(({ score }) => score === null)) return [];
  return drawn.map((trajectory) => ({ kind: 'drawing', markup: trajectoryChart(steps, trajectory) }));
}

/** Of one metric the interval says how far the score can be trusted; of more of them there is a column for each. */
function table(steps: readonly ReportedStep[], metrics: readonly string[]): ReportBlock {
  const [only, second] = metrics;
  const single = second === undefined ? only : undefined;
  const detailTitles = single === undefined ? metrics : ['95 % interval'];
  const scored = searchedOf(steps).filter(({ score }) => score !== null).length;
  const hasTraining = steps.some(({ training_score: score }) => score !== null);
  const details = ({ per_metric: means }: ReportedStep): readonly string[] =>
    single === undefined
      ? metrics.map((metric) => scoreFigure(means?.[metric]?.mean ?? null))
      : [rangeFigure(means?.[single]?.interval ?? null)];
  const row = (step: ReportedStep): Span[] => [
    step.is_best ? { strong: stepName(step) } : stepName(step),
    step.is_best ? { strong: scoreFigure(step.score) } : scoreFigure(step.score),
    differenceFigure(step.difference_to_baseline),
    ...(hasTraining ? [scoreFigure(step.training_score)] : []),
    ...details(step),
    rateFigure(step.failure_rate),
    stateText(step, scored),
  ];
  const titles = ['Score', 'To baseline', ...(hasTraining ? ['Training'] : []), ...detailTitles, 'Failed trials'];
  const columns = [{ title: 'Step', isHeader: true }, ...titles.map(numericColumn), { title: '' }];
  return { kind: 'table', columns, rows: steps.map(row) };
}

function stateText({ is_best: isBest, per_metric: means, accepted, reason, refused }: ReportedStep, scored: number): string {
  const state = isBest
    ? `★ best of ${scored} by its score`
    : means === null
      ? 'not ended'
      : accepted === false
        ? 'not accepted'
        : '';
  const before = refused.length === 0 ? '' : `${refused.length} answers before it could not be used`;
  return [state, accepted === null ? '' : (reason ?? ''), before].filter((text) => text !== '').join(': ');
}

function bestBlocks({ steps: all, best_changes: changes }: ReportedTrajectory): readonly ReportBlock[] {
  const steps = searchedOf(all);
  const isTested = steps.length < all.length;
  const best = steps.find(({ is_best: isBest }) => isBest);
  if (best === undefined) return [paragraph('No step has a score yet.')];
  return [
    heading(3, `Best template: ${best.step_index === 0 ? 'the baseline' : `step ${best.step_index}`}`),
    ...(best.step_index === 0
      ? []
      : [paragraph(selectionSentence(steps.filter(({ score }) => score !== null).length, isTested))]),
    { kind: 'text', text: cutText(best.prompt_template, TEMPLATE_LENGTH) },
    ...(best.step_index === 0 ? [] : [heading(3, 'What changed from the baseline to the best'), changeBlock(changes)]),
  ];
}

function changeBlock(changes: readonly TextChange[] | null): ReportBlock {
  if (changes === null) return paragraph('The two have too little in common to be compared word by word.');
  if (changes.every(({ kind }) => kind === 'same')) return paragraph('The same text.');
  return { kind: 'diff', changes: cutChanges(changes, TEMPLATE_LENGTH) };
}

function stepFold(step: ReportedStep): ReportBlock {
  const { step_index: index, score, is_best: isBest, prompt_template: template, changes, changes_from_best: fromBest } = step;
  const title = `Step ${index}: ${score === null ? 'no score' : scoreFigure(score)}${isBest ? ' ★ best' : ''}`;
  const whole = { kind: 'text', text: cutText(template, TEMPLATE_LENGTH) } as const;
  if (index === 0) return fold(title, ...reasoning(step), whole, ...bestFold(fromBest));
  const before = [paragraph({ strong: 'What changed from the step before' }), changeBlock(changes)];
  return fold(title, ...reasoning(step), ...before, ...bestFold(fromBest), fold('The whole template', whole));
}

function bestFold(changes: readonly TextChange[] | null): readonly ReportBlock[] {
  return changes === null ? [] : [fold('What differs from the best template', changeBlock(changes))];
}

function stepName({ step_index: index, holdout_of: of }: ReportedStep): string {
  if (of !== null) return `${of === 0 ? 'baseline' : `step ${of}`} on held-out rows`;
  return index === 0 ? '0 (baseline)' : String(index);
}

function reasoning({ thinking, advice }: ReportedStep): readonly ReportBlock[] {
  const said: readonly (readonly [string, string | null])[] = [
    ['What went wrong before', thinking?.failure_analysis ?? null],
    ['Hypothesis', thinking?.improvement_hypothesis ?? null],
    ['Plan', thinking?.edit_plan ?? null],
    ['Advice', advice],
  ];
  return said.flatMap(([name, text]) =>
    text === null || text === ''
      ? []
      : [paragraph({ strong: name }), { kind: 'text' as const, text: cutText(text, TEMPLATE_LENGTH) }],
  );
}
