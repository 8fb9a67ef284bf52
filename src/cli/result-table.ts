import Table from 'cli-table3';
import type { Aggregate } from '../evaluation/event.ts';
import { type CallTotals, totalCost } from '../evaluation/call-totals.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { Figures, StepFigures } from '../evaluation/step-fold.ts';
import { dollarFigure } from '../reports/figures.ts';
import { tInterval } from '../statistics/describe.ts';
import { difference, scoreText, stepName } from './step-lines.ts';

/** A job's result, with the name that its column gets. */
export interface NamedResult {
  readonly name: string;
  readonly figures: Figures;
}

/** What the figures of a `resultTable` mean. */
export const RESULT_LEGEND = 'Mean over examples [95 % interval], n examples';

const ALPHA = 0.05;

/**
 * The results of jobs side by side: each metric's mean over examples with its 95 % interval (Student's t) and n, the mean of
 * these, what failed, and what it took.
 */
export function resultTable(results: readonly NamedResult[], inColour: boolean): string {
  const metrics = [...new Set(results.flatMap(({ figures }) => [...figures.metrics.keys()]))].sort();
  const table = newTable(['', ...results.map(({ name }) => name)], inColour);
  for (const metric of metrics)
    table.push(row(metric, results, (figures) => meanText(figures.metrics.get(metric)?.overExamples)));

  // Of one metric it would say the same again.
  if (metrics.length > 1) table.push(row('mean of these', results, ({ overall }) => scoreText(overall.mean)));
  table.push(
    row('trials', results, ({ trials, failedTrials }) => countText(trials, failedTrials)),
    ...failureRows(results),
    row('scorings', results, ({ scorings, failedScorings }) => countText(scorings, failedScorings)),
    row('tokens in / out', results, ({ calls }) => tokensText(calls.programs)),
    row('model time', results, ({ calls }) => `${calls.programs.latency.toFixed(2)} s`),
    ...judgeRows(results),
    ...costRows(results),
  );
  return table.toString();
}

/** What of the failed trials is known, where any failed: those without an answer count nowhere, the others as 0. */
function failureRows(results: readonly NamedResult[]): string[][] {
  const isKnown = results.some(({ figures: { failures } }) => failures.provider + failures.answer + failures.program > 0);
  if (!isKnown) return [];
  return [
    row('no answer (unscored)', results, ({ failures }) => String(failures.provider)),
    row('bad answer (scored 0)', results, ({ failures }) => String(failures.answer)),
    row('program threw (scored 0)', results, ({ failures }) => String(failures.program)),
  ];
}

function judgeRows(results: readonly NamedResult[]): string[][] {
  if (results.every(({ figures: { calls } }) => calls.judges.calls === 0)) return [];
  return [
    row('judge calls', results, ({ calls }) => String(calls.judges.calls)),
    row('judge tokens in / out', results, ({ calls }) => tokensText(calls.judges)),
  ];
}

/** What all calls of models cost, unless all were free. */
function costRows(results: readonly NamedResult[]): string[][] {
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
export function stepTable(fold: JobFold, inColour: boolean): string {
  const steps = fold.finishedSteps;
  const metrics = [...new Set(steps.flatMap((step) => [...step.metrics.keys()]))].sort();
  const table = newTable(['', 'score', 'Δ', ...metrics, 'failed'], inColour);
  const baseline = fold.step(0)?.score ?? null;
  const best = fold.bestStep;
  for (const step of steps) table.push(stepRow(step, baseline, step === best, metrics));
  return table.toString();
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

function newTable(head: string[], inColour: boolean): Table.Table {
  return new Table({ head, style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] } });
}

function row(label: string, results: readonly NamedResult[], cell: (figures: Figures) => string): string[] {
  return [label, ...results.map(({ figures }) => cell(figures))];
}

function stepRow(step: StepFigures, baseline: number | null, isBest: boolean, metrics: readonly string[]): string[] {
  const { stepIndex: index, score, summary } = step;
  return [
    `${stepName(index)}${isBest ? ' ★' : ''}`,
    scoreText(score),
    index === 0 ? '' : difference(score, baseline),
    ...metrics.map((metric) => scoreText(summary.per_metric[metric]?.mean ?? null)),
    percent(summary.failure_rate),
  ];
}

/** The 95 % interval of a mean over examples (Student's t); `null` where one example can't have one. */
export function meanInterval({ mean, sd, n }: Aggregate): readonly [low: number, high: number] | null {
  return mean === null || sd === null ? null : tInterval(mean, sd / Math.sqrt(n), n - 1, ALPHA);
}

/** `0.864 [0.709, 1.019] n 22`; without the interval where one example can't have one. */
function meanText(aggregate: Aggregate = { mean: null, sd: null, n: 0 }): string {
  const interval = meanInterval(aggregate);
  const range = interval === null ? '' : ` [${interval.map(scoreText).join(', ')}]`;
  return `${scoreText(aggregate.mean)}${range} n ${aggregate.n}`;
}

function countText(count: number, failed: number): string {
  return `${count} (${percent(count === 0 ? 0 : failed / count)} failed)`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
