import { type CallTotals, totalCost } from '../evaluation/call-totals.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { MetricFigures } from '../evaluation/metric-fold.ts';
import type { Figures, StepFigures } from '../evaluation/step-fold.ts';
import { dollarFigure } from '../reports/figures.ts';
import { shownInterval } from '../statistics/shown-interval.ts';
import { comparedWith, difference, scoreText, stepName } from './step-lines.ts';
import { type Cell, tableText } from './table.ts';
import type { Look } from './terminal.ts';

/** A job's result, with the name that its column gets. */
export interface NamedResult {
  readonly name: string;
  readonly figures: Figures;
}

/** What the figures of a `resultTable` mean. */
export const RESULT_LEGEND = 'Mean over examples [95 % interval], n examples';

/** Of a mean with its interval and n. */
const MEAN_COLUMNS = 27;

/**
 * The results of jobs side by side: each metric's mean over examples with its 95 % interval and n, the mean of
 * these, what failed, and what it took.
 */
export function resultTable(results: readonly NamedResult[], look: Look): string {
  const metrics = [...new Set(results.flatMap(({ figures }) => [...figures.metrics.keys()]))].sort();
  const columns = [
    { head: '', least: 12, isDistinct: true },
    ...results.map(({ name }) => ({ head: name, least: MEAN_COLUMNS })),
  ];
  const rows = [
    ...metrics.map((metric) => row(metric, results, (figures) => meanText(figures.metrics.get(metric)))),
    // Of one metric it would say the same again.
    ...(metrics.length > 1 ? [row('mean of these', results, ({ overall }) => scoreText(overall.mean))] : []),
    row('trials', results, ({ trials, failedTrials }) => countCell(trials, failedTrials)),
    ...failureRows(results),
    row('scorings', results, ({ scorings, failedScorings }) => countCell(scorings, failedScorings)),
    row('tokens in / out', results, ({ calls }) => tokensText(calls.programs)),
    row('model time', results, ({ calls }) => `${calls.programs.latency.toFixed(2)} s`),
    ...judgeRows(results),
    ...costRows(results),
  ];
  return tableText(columns, rows, look);
}

/** What of the failed trials is known, where any failed: those without an answer count nowhere, the others as 0. */
function failureRows(results: readonly NamedResult[]): Cell[][] {
  const isKnown = results.some(({ figures: { failures } }) => failures.provider + failures.answer + failures.program > 0);
  if (!isKnown) return [];
  return [
    row('no answer (unscored)', results, ({ failures }) => faultCell(failures.provider)),
    row('bad answer (scored 0)', results, ({ failures }) => faultCell(failures.answer)),
    row('program threw (scored 0)', results, ({ failures }) => faultCell(failures.program)),
  ];
}

function judgeRows(results: readonly NamedResult[]): Cell[][] {
  if (results.every(({ figures: { calls } }) => calls.judges.calls === 0)) return [];
  return [
    row('judge calls', results, ({ calls }) => String(calls.judges.calls)),
    row('judge tokens in / out', results, ({ calls }) => tokensText(calls.judges)),
  ];
}

/** What all calls of models cost, unless all were free. */
function costRows(results: readonly NamedResult[]): Cell[][] {
  if (results.every(({ figures }) => totalCost(figures.calls) === 0)) return [];
  return [row('cost', results, ({ calls }) => costText(totalCost(calls)))];
}

function costText(cost: number | null): string {
  return cost === null ? 'not known' : dollarFigure(cost);
}

function tokensText({ inputTokens, outputTokens }: CallTotals): string {
  return `${inputTokens} / ${outputTokens}`;
}

/** The steps of an optimize job, each with its score, the difference to the baseline and the mean of every metric; ★ is the best. */
export function stepTable(fold: JobFold, look: Look): string {
  const steps = fold.finishedSteps;
  const metrics = [...new Set(steps.flatMap((step) => [...step.metrics.keys()]))].sort();
  const best = fold.bestStep;
  const columns = [
    { head: '' },
    ...['score', 'Δ'].map((head) => ({ head, align: 'right' as const })),
    ...metrics.map((head) => ({ head, align: 'right' as const, least: 8 })),
    { head: 'failed', align: 'right' as const },
  ];
  return tableText(
    columns,
    steps.map((step) => stepRow(step, comparedWith(fold, step)?.score ?? null, step === best, metrics)),
    look,
  );
}

/** What all the steps together took, in a line. */
export function stepTotals({ counts }: JobFold): string {
  const { trials, scorings, calls } = counts;
  const others = [
    ['judges', calls.judges],
    ['proposer', calls.proposer],
  ] as const;
  const told = others.filter(([, totals]) => totals.calls > 0).map(([who, totals]) => `; ${who} ${callsText(totals)}`);
  return `In all ${trials} trials, ${scorings} scorings, ${callsText(calls.programs)}${told.join('')}`;
}

function callsText(calls: CallTotals): string {
  return `${tokensText(calls)} tokens in / out, ${calls.latency.toFixed(2)} s of model time${calls.costUsd === 0 ? '' : `, cost ${costText(calls.costUsd)}`}`;
}

function row(label: string, results: readonly NamedResult[], cell: (figures: Figures) => Cell): Cell[] {
  return [label, ...results.map(({ figures }) => cell(figures))];
}

function stepRow(step: StepFigures, baseline: number | null, isBest: boolean, metrics: readonly string[]): Cell[] {
  const { stepIndex: index, score, summary, holdoutOf } = step;
  const name = stepName(index, holdoutOf);
  return [
    isBest ? { text: `${name} ★`, style: 'green' } : name,
    scoreText(score),
    index === 0 ? '' : difference(score, baseline),
    ...metrics.map((metric) => scoreText(summary.per_metric[metric]?.mean ?? null)),
    summary.failure_rate > 0 ? { text: percent(summary.failure_rate), style: 'red' } : percent(0),
  ];
}

/** `0.864 [0.709, 1.019] n 22`; without the interval where one example can't have one. */
function meanText(figures: MetricFigures | undefined): string {
  if (figures === undefined) return `${scoreText(null)} n 0`;
  const { overExamples: aggregate, bounds } = figures;
  const interval = shownInterval({ ...aggregate, ...bounds });
  const range = interval === null ? '' : ` [${interval.map(scoreText).join(', ')}]`;
  return `${scoreText(aggregate.mean)}${range} n ${aggregate.n}`;
}

function countCell(count: number, failed: number): Cell {
  const text = `${count} (${percent(count === 0 ? 0 : failed / count)} failed)`;
  return failed === 0 ? text : { text, style: 'red' };
}

function faultCell(count: number): Cell {
  return count === 0 ? '0' : { text: String(count), style: 'red' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
