import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pairSentence } from '../src/reports/pair-sentence.ts';
import type { ReportedPair } from '../src/reports/comparison-report.ts';
import { reportedMethod } from '../src/reports/comparison-report.fixture.ts';
import { comparisonBody } from '../src/compare/comparison-wire.ts';
import { compareRuns } from '../src/statistics/compare.ts';
import { metricPower } from '../src/statistics/metric-power.ts';
import type { ScoredRun } from '../src/statistics/scored-run.ts';

const PAGE = readFileSync(new URL('../docs/statistics.md', import.meta.url), 'utf8');
const ids = Array.from({ length: 100 }, (_, i) => String(i).padStart(3, '0'));

function run(runId: string, ...parts: readonly (readonly [score: number, times: number])[]): ScoredRun {
  const scores = parts.flatMap(([score, times]) => new Array<number>(times).fill(score));
  return { runId, ids, metrics: new Map([['right', Float64Array.from(scores)]]) };
}

/** Both right on 60, only A on 20, only B on 8, neither on 12. */
const A = run('A', [1, 80], [0, 20]);
const B = run('B', [1, 60], [0, 20], [1, 8], [0, 12]);

/** With so many digits that the page is not more exact than they are. */
function digits(value: number | null | undefined, count: number): string {
  return Number((value ?? NaN).toPrecision(count)).toString();
}

function interval(found: readonly [number, number] | null | undefined): string {
  return (found ?? []).map((end) => end.toFixed(3)).join(' to ');
}

describe('the worked example of docs/statistics.md', () => {
  const [, example = ''] = /^## A worked example\n(.*?)^## /ms.exec(PAGE) ?? [];
  const rows = new Map(
    Array.from(example.matchAll(/^\| ([^|]+?) \| ([^|]+?) \|$/gm), ([, name = '', value = '']) => [name, value]),
  );
  let pair: ReportedPair;
  let found: ReturnType<typeof compareRuns>['pairs'][number];

  beforeAll(() => {
    const report = compareRuns({ runs: [A, B], margin: 0.05 });
    [found] = report.pairs as unknown as [typeof found];
    const body = comparisonBody(report, { assayVersion: '', clusterBy: null, sliceBy: null, warnings: [] });
    [pair] = body.pairwise_results as unknown as [ReportedPair];
  });

  it.each([
    ['mean of A', () => `0.80, 95 % interval ${interval(found.intervalA)} (Wilson)`],
    ['mean of B', () => `0.68, 95 % interval ${interval(found.intervalB)}`],
    ['difference Δ', () => `**+0.12**, 95 % interval ${interval(found.interval)} (Tango)`],
    ['p-value', () => `**${digits(found.p, 3)}**, sign flip, ${found.resampling}`],
    ['verdict', () => `\`${found.verdict}\``],
    [
      'standard error, paired and unpaired',
      () =>
        `${digits(found.standardError, 3)}, ${digits(found.pairing?.seUnpaired, 3)}: pairing is worth ${digits(found.pairing?.sampleGain, 3)} times the samples`,
    ],
    ['wins, losses, ties', () => `${found.wins.wins}, ${found.wins.losses}, ${found.wins.ties}`],
    [
      'odds ratio; error reduction',
      () =>
        `20 / 8 = ${digits(found.proportions?.oddsRatio, 3)}; ${digits(found.proportions?.errorReductionPercent, 3)} % of B's errors`,
    ],
    ['smallest difference that such data find', () => `${digits(found.minimumDetectableEffect, 3)}, with power 0.8`],
    [
      'equivalent within ±0.05?',
      () => `no: p = ${digits(found.equivalence?.p, 3)}, 90 % interval ${interval(found.equivalence?.interval)} (bounded)`,
    ],
    ['A not worse by more than 0.05?', () => `yes: p = ${digits(found.equivalence?.pNotWorse, 3)}`],
  ])('has the computed %s', (name, value) => {
    expect(rows.get(name)).toBe(value());
  });

  it('has the computed number of samples', () => {
    const asked = { rates: { alpha: 0.05, power: 0.8 }, delta: 0.05, n: null, correlation: 0, clustered: false };
    const { requiredSamples } = metricPower([A, B], 'right', {
      ...asked,
      ranges: new Map(),
      hypotheses: 1,
      margin: null,
      repeats: null,
    });
    expect(rows.get('samples to find a difference of 0.05')).toBe(String(requiredSamples));
  });

  it('has the sentence of the report', () => {
    const sentence = pairSentence(pair, { lowerIsBetter: false, method: reportedMethod() });
    expect(PAGE).toContain(`"${sentence.replace('In “right”, ', '')}"`);
  });
});

describe('docs/statistics.md', () => {
  it('has the sections 0 to 36, each once and in order', () => {
    const sections = Array.from(PAGE.matchAll(/^### §(\d+) \S/gm), ([, number]) => Number(number));
    expect(sections).toEqual(Array.from({ length: 37 }, (_, i) => i));
  });

  it('shows error rates without a fault', () => {
    expect(PAGE).toMatch(/^\d+ situations, seed \d+, .* faults: 0\.$/m);
    expect(PAGE).not.toMatch(/\| FAULT/);
  });
});
