import { describe, expect, it } from '@jest/globals';
import { bootstrapT } from './bootstrap-t.ts';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import { differences } from './differences.ts';
import type { PairComparison } from './judge-pairs.ts';
import { randomStream, type RandomStream } from './random.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';
import { signFlip } from './sign-flip.ts';
import { pairedTTest } from './t-test.ts';

const uniform = (stream: RandomStream): number => (stream.next() + 0.5) / 2 ** 32;
/** The square of an exponential variable, less its mean of 2: very skewed. */
const squaredExponential = (stream: RandomStream): number => Math.log(uniform(stream)) ** 2 - 2;
const normal = (stream: RandomStream): number =>
  Math.sqrt(-2 * Math.log(uniform(stream))) * Math.cos(2 * Math.PI * uniform(stream));

function drawn(n: number, seed: number, one: (stream: RandomStream) => number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: n }, () => one(stream));
}

function runsOf(values: ArrayLike<number>): ScoredRun[] {
  const run = (id: string, score: (i: number) => number) =>
    scoreColumns(
      id,
      Array.from(values, (_, i) => ({ id: `s${String(i).padStart(3, '0')}`, scores: { m: score(i) }, cluster: `c${i % 24}` })),
    );
  return [run('a', (i) => values[i]!), run('b', () => 0)];
}

const compared = (values: ArrayLike<number>, options: ComparisonOptions = {}): PairComparison =>
  compareRuns({ runs: runsOf(values), ...options }).pairs[0] as PairComparison;

const isWarned = ({ warnings }: PairComparison): boolean => warnings.some(({ code }) => code === 'skewed-differences');
const plainT = (values: Float64Array, draws = { resamples: 9_999, seed: 3 }) =>
  bootstrapT(values, new Float64Array(values.length).fill(1), draws);

describe('skewed differences', () => {
  const skewed = drawn(60, 5, squaredExponential);

  it.each(['auto', 'permutation', 't_test', 'bootstrap'] as const)('are warned of for %s', (test) => {
    expect(isWarned(compared(skewed, { test }))).toBe(true);
    expect(isWarned(compared(drawn(60, 5, normal), { test }))).toBe(false);
  });

  it.each(['bootstrap_t', 'wilcoxon', 'none'] as const)('are not warned of for %s', (test) => {
    expect(isWarned(compared(skewed, { test }))).toBe(false);
  });

  it('of clusters are warned of by their sums', () => {
    expect(isWarned(compared(skewed, { clustered: true }))).toBe(true);
    expect(isWarned(compared(drawn(60, 5, normal), { clustered: true }))).toBe(false);
  });

  it('can’t be seen in fewer than twenty, which the warning of few samples says', () => {
    const found = compared(skewed.subarray(0, 19));
    expect(isWarned(found)).toBe(false);
    expect(found.warnings.find(({ code }) => code === 'small-n')?.message).toContain('skew');
  });
});

describe('the bootstrap-t', () => {
  it('is nearly Student’s t test where the differences are normal', () => {
    const values = drawn(80, 7, normal).map((value) => value + 0.2);
    const found = plainT(values);
    const student = pairedTTest(differences(values, new Float64Array(80)), 0.05);
    expect(found?.p).toBeCloseTo(student.p ?? NaN, 1);
    found?.intervalAt(0.05)?.forEach((bound, i) => expect(bound).toBeCloseTo(student.interval?.[i] ?? NaN, 1));
  });

  it('seldom calls a skewed mean of 0 a difference, where the sign flip often does', () => {
    let [flips, bootstraps] = [0, 0];
    for (let seed = 0; seed < 120; seed += 1) {
      const values = drawn(50, seed, squaredExponential);
      if ((signFlip(values)?.p ?? NaN) <= 0.05) flips += 1;
      if ((plainT(values, { resamples: 499, seed })?.p ?? NaN) <= 0.05) bootstraps += 1;
    }
    expect(flips / 120).toBeGreaterThan(0.1);
    expect(bootstraps / 120).toBeLessThan(0.1);
  });

  it('has an interval that excludes 0 where p is below α', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const found = plainT(
        drawn(30, seed, normal).map((value) => value + 0.35),
        { resamples: 1_999, seed },
      );
      const [low, high] = found?.intervalAt(0.05) ?? [NaN, NaN];
      if (Math.abs((found?.p ?? NaN) - 0.05) > 0.004) expect(low > 0 || high < 0).toBe((found?.p ?? NaN) < 0.05);
    }
  });

  it('counts resamples without variance on both sides', () => {
    const found = plainT(Float64Array.of(0, 0, 0, 0, 0, 1));
    expect(found?.p).toBeGreaterThan(0.6);
    expect(found?.intervalAt(0.05)).toBeNull();
    expect(plainT(Float64Array.of(1, 1, 1))).toBeNull();
  });

  it('is a test to ask for, with draws that have a seed, and the mirror image for runs that change places', () => {
    const values = drawn(40, 9, squaredExponential).map((value) => value + 1);
    const found = compared(values, { test: 'bootstrap_t' });
    expect(found).toMatchObject({
      method: 'bootstrap-t',
      intervalMethod: 'bootstrap-t',
      resampling: 'monte-carlo',
      resamples: 9_999,
    });
    expect(found.pStandardError).toBeGreaterThan(0);
    const back = compareRuns({ runs: runsOf(values).toReversed(), test: 'bootstrap_t' }).pairs[0];
    expect(back?.p).toBe(found.p);
    expect(back?.interval?.map((bound) => -bound).toReversed()).toEqual(found.interval);
  });

  it('draws whole clusters where there are any', () => {
    const found = compared(
      drawn(60, 5, normal).map((value) => value + 0.5),
      { test: 'bootstrap_t', clustered: true },
    );
    expect(found).toMatchObject({ method: 'clustered-bootstrap-t', intervalMethod: 'bootstrap-t' });
    expect(found.p).toBeLessThan(0.05);
  });
});
