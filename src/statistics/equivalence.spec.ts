import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

const repeat = (value: number, n: number): number[] => new Array<number>(n).fill(value);
const unitRange = new Map([['m', [0, 1] as const]]);

function run(runId: string, scores: readonly unknown[], cluster: (i: number) => string | null = () => null): ScoredRun {
  return scoreColumns(
    runId,
    scores.map((m, i) => ({ id: `s${String(i).padStart(4, '0')}`, scores: { m }, cluster: cluster(i) })),
  );
}

function pair(a: readonly number[], b: readonly number[], options: ComparisonOptions = {}): PairComparison {
  return compareRuns({ margin: 0.05, ...options, runs: [run('a', a), run('b', b)] }).pairs[0] as PairComparison;
}

const codes = ({ warnings }: PairComparison): string[] => warnings.map(({ code }) => code);

/** Runs that differ on so many of n samples: only A right, only B right. */
function binary(n: number, onlyA: number, onlyB: number): readonly [number[], number[]] {
  const same = n - onlyA - onlyB;
  return [
    [...repeat(1, onlyA), ...repeat(0, onlyB), ...repeat(1, same)],
    [...repeat(0, onlyA), ...repeat(1, onlyB), ...repeat(1, same)],
  ];
}

describe('equivalence', () => {
  it('is not known of one difference in 60, of which the t test is sure', () => {
    const found = pair(...binary(60, 1, 0));
    expect(found).toMatchObject({ verdict: 'a_not_worse', winner: null });
    expect(found.equivalence).toMatchObject({
      method: 'bounded',
      equivalent: false,
      isANonInferior: true,
      isBNonInferior: false,
    });
    expect(pair(...binary(60, 0, 1)).verdict).toBe('b_not_worse');
  });

  it('has the verdicts better, then equivalent, then not worse', () => {
    expect(pair(...binary(200, 30, 5)).verdict).toBe('a_better');
    expect(pair(...binary(200, 3, 5)).verdict).toBe('equivalent');
    expect(pair(...binary(100, 6, 2)).verdict).toBe('a_not_worse');
    expect(pair(...binary(100, 6, 2), { margin: 0.01 }).verdict).toBe('inconclusive');
    expect(pair(...binary(100, 6, 2), { lowerIsBetter: ['m'] }).verdict).toBe('b_not_worse');
    expect(pair(...binary(2000, 30, 5))).toMatchObject({ verdict: 'a_better', negligible: true });
  });

  it('is known of few samples too, with a margin that is wide enough', () => {
    expect(pair(repeat(1, 5), repeat(1, 5), { margin: 0.5 })).toMatchObject({ verdict: 'equivalent', n: 5 });
    expect(pair([1, 0.4], [0.9, 0.6], { margin: 0.3, ranges: unitRange })).toMatchObject({ verdict: 'insufficient_data' });
  });

  it('makes a constant difference negligible', () => {
    const options = { margin: 0.05, ranges: unitRange };
    expect(pair(repeat(0.5, 100), repeat(0.501, 100), options)).toMatchObject({ verdict: 'b_better', negligible: true });
    expect(pair(repeat(0.5, 100), repeat(0.501, 100), { ...options, margin: 0.02 })).toMatchObject({ negligible: false });
  });

  it('is corrected over the pairs of the family', () => {
    const [a, b] = binary(200, 3, 5);
    const runs = [run('a', a), run('b', b), run('c', a.toReversed())];
    const both = compareRuns({ runs, margin: 0.05 }).pairs.map(({ equivalence }) => equivalence!);
    expect(both[0]?.p).toBeCloseTo(0.014863425880512685, 10);
    expect(Math.max(...both.map(({ correctedP, p }) => correctedP! / p!))).toBeCloseTo(3, 10);
    const raw = compareRuns({ runs, margin: 0.05, correction: 'none' }).pairs;
    expect(raw.map(({ equivalence }) => equivalence?.correctedP)).toEqual(raw.map(({ equivalence }) => equivalence?.p));
  });

  it('mirrors when the runs are swapped', () => {
    const graded = Array.from({ length: 80 }, (_, i) => ((i * i) % 11) / 10);
    const other = graded.map((score, i) => (i % 7 === 0 ? 0.3 : score));
    const [there, back] = [pair(graded, other, { ranges: unitRange }), pair(other, graded, { ranges: unitRange })];
    const [low, high] = there.equivalence!.interval!;
    expect(back.equivalence).toMatchObject({
      p: there.equivalence!.p,
      pNotWorse: there.equivalence!.pNotBetter,
      pNotBetter: there.equivalence!.pNotWorse,
      interval: [-high, -low],
      isANonInferior: there.equivalence!.isBNonInferior,
    });
  });

  it('takes whole clusters, and no t test instead', () => {
    const cluster = (i: number): string => `c${i % 60}`;
    const clustered = (scores: readonly number[], ranges?: ComparisonOptions['ranges']): PairComparison => {
      const runs = [run('a', scores, cluster), run('b', scores, cluster)];
      return compareRuns({ runs, margin: 0.05, clustered: true, ranges }).pairs[0] as PairComparison;
    };
    const found = clustered(repeat(1, 300)).equivalence;
    expect(found).toMatchObject({ method: 'bounded-clusters', equivalent: true });
    expect(found?.p).toBeCloseTo(0.95 ** 60, 9);
    const unknown = clustered(repeat(1.5, 300));
    expect(unknown.equivalence).toMatchObject({ method: null, p: null, equivalent: false, reason: 'range-unknown' });
  });

  const noise = Array.from({ length: 400 }, (_, i) => 2 + Math.sin(i * i));
  const near = noise.map((score, i) => score + 0.1 * Math.sin(7 * i * i));

  it('rests on a t test where the range is unknown, and says so', () => {
    const found = pair(noise, near);
    expect(found.equivalence).toMatchObject({ method: 't', equivalent: true, reason: null });
    expect(codes(found)).toContain('range-unknown');
    expect(codes(pair(noise, near, { ranges: new Map([['m', [0, 5]]]) }))).not.toContain('range-unknown');
  });

  it.each([
    ['too few samples', noise.slice(0, 99), near.slice(0, 99)],
    ['too few that differ', noise, noise.map((score, i) => (i % 14 === 0 ? near[i]! : score))],
    ['too much skew', noise, noise.map((score, i) => (i % 13 === 0 ? score - (i === 0 ? 5 : 0.01) : score))],
  ])('is unknown at an unknown range of %s', (_, a, b) => {
    const found = pair(a, b);
    expect(found).toMatchObject({ equivalence: { method: null, reason: 'range-unknown', interval: null } });
    expect(codes(found)).toContain('range-unknown');
  });

  it('is not asked without a margin, and of no sample', () => {
    expect(pair(noise, near, { margin: undefined }).equivalence).toBeNull();
    const apart = scoreColumns('b', [{ id: 'other', scores: { m: 1 } }]);
    expect(compareRuns({ runs: [run('a', [1]), apart], margin: 0.5 }).pairs[0]).toMatchObject({
      equivalence: null,
      verdict: 'insufficient_data',
    });
  });
});
