import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomStream } from '../random.ts';
import { seededOrder } from '../seeded-order.ts';
import { controlWeights } from './control-weights.ts';
import { type LiveSequence, liveSequence, type SequenceState } from './live-sequence.ts';
import { controlOf } from './next-draw.ts';

const ALPHA = 0.05;
const FRACTIONS = [0.08, 0.2, 0.4, 0.7];
const close = (value: number): number => expect.closeTo(value, 9) as unknown as number;

interface Rows {
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
  readonly other: readonly number[];
}

/** How far the baseline is: whether it is a control, and from which sample on. */
type ControlFrom = number | null;

/** Equal means: Δ = 0 is true of each. */
const EQUAL: readonly Rows[] = [
  { candidate: [1, 0, 1, 0, 1], baseline: [0, 1, 1, 1, 0], other: [1, 1, 1, 0, 0] },
  { candidate: [0.1, 0.9, 0.4, 1, 0.2], baseline: [0.3, 0.7, 0.6, 0.8, 0.2], other: [0.2, 1, 0.5, 0.9, 0.1] },
  { candidate: [1, 1, 0, 1, 1], baseline: [1, 1, 1, 1, 0], other: [1, 1, 1, 1, 1] },
];

describe('the bets against a hypothesis that is true', () => {
  const cases = EQUAL.flatMap((rows, i) =>
    [null, 0, 2, 4].map((controlFrom) => [`dataset ${i}, control from ${controlFrom}`, rows, controlFrom] as const),
  );

  it.each(cases)('neither win nor lose on average over all orders of %s', (_, rows, controlFrom) => {
    const runs = permutations(5).map((order) => states(inOrder(rows, order), 'dataset', controlFrom));
    for (let t = 0; t < 5; t += 1) {
      const wealth = runs.map((run) => Math.exp(run[t]!.evidence.log));
      expect(wealth.reduce((sum, value) => sum + value, 0) / wealth.length).toBeCloseTo(1, 10);
    }
  });

  it('neither win nor lose on average over all samples of a law', () => {
    const law = [-1, 0.25, 0.25, 0.5];
    const totals = [0, 0, 0, 0];
    for (let which = 0; which < 4 ** 4; which += 1) {
      const drawn = [0, 1, 2, 3].map((t) => law[Math.floor(which / 4 ** t) % 4]!);
      const candidate = drawn.map((d) => Math.max(0, d));
      const baseline = drawn.map((d) => Math.max(0, -d));
      states({ candidate, baseline, other: candidate }, 'new', null).forEach(({ evidence }, t) => {
        totals[t]! += Math.exp(evidence.log) / 4 ** 4;
      });
    }
    for (const total of totals) expect(total).toBeCloseTo(1, 10);
  });

  it.each(cases)('reach 1/α in a share of at most α of all orders of %s, whenever one looks', (_, rows, controlFrom) => {
    const lowest = permutations(5).map((order) => {
      const all = states(inOrder(rows, order), 'dataset', controlFrom);
      return Math.exp(-all.at(-1)!.evidence.highest);
    });
    for (const alpha of [0.05, 0.2, 0.5, 0.9])
      expect(lowest.filter((p) => p <= alpha).length / lowest.length).toBeLessThanOrEqual(alpha);
  });
});

describe('looking after every sample', () => {
  it.each<[string, 'dataset' | 'new', ControlFrom]>([
    ['with a control', 'dataset', 0],
    ['beside a running baseline', 'dataset', null],
    ['on new samples', 'new', null],
  ])('finds a difference that is not there in at most 5 %% of 300 streams %s', (_, population, controlFrom) => {
    let [falseVerdicts, misses] = [0, 0];
    for (let seed = 1; seed <= 300; seed += 1) {
      const all = states(nullRows(seed, 60, population === 'dataset'), population, controlFrom);
      if (all.some(({ evidence }) => evidence.highest >= -Math.log(ALPHA))) falseVerdicts += 1;
      if (all.some(({ intervals: [interval] }) => interval![0] > 1e-12 || interval![1] < -1e-12)) misses += 1;
    }
    expect(falseVerdicts / 300).toBeLessThanOrEqual(0.05);
    expect(misses / 300).toBeLessThanOrEqual(0.05);
  });
});

describe('a live sequence', () => {
  it('has the evidence that the products themselves give, at any sample', () => {
    fc.assert(
      fc.property(table(2, 25), fc.constantFrom(null, 0), (rows, controlFrom) => {
        const found = states(rows, 'dataset', controlFrom);
        found.forEach(({ evidence }, t) => {
          const expected = productsOf(rows, t + 1, controlFrom !== null);
          expect(Math.exp(evidence.log)).toEqual(Number.isFinite(expected) ? closeTo9(expected) : expected);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('never widens, and holds its estimate', () => {
    fc.assert(
      fc.property(table(2, 40), fc.constantFrom(null, 0, 1), (rows, controlFrom) => {
        let width = 2;
        for (const { count, delta, intervals } of states(rows, 'dataset', controlFrom)) {
          const [low, high] = intervals[0]!;
          expect(high - low).toBeLessThanOrEqual(width);
          width = high - low;
          if (count === rows.candidate.length) continue;
          expect(delta).toBeGreaterThanOrEqual(low);
          expect(delta).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('says the difference of the dataset itself after its last row, also where an unlucky order had excluded it', () => {
    let excluded = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const rows = nullRows(seed, 24, true);
      const lucky = rows.candidate.map((score, i) => [score - rows.baseline[i]!, i] as const).sort(([a], [b]) => b - a);
      // The rows in which the candidate is ahead come first, as they rarely do.
      const { delta, intervals } = states(
        inOrder(
          rows,
          lucky.map(([, i]) => i),
        ),
        'dataset',
        null,
      ).at(-1)!;
      if (intervals[0]![0] > 0) excluded += 1;
      expect(delta).toBeCloseTo(0, 12);
    }
    expect(excluded).toBeGreaterThan(0);
  });

  it('is the mirror image when the two runs change places while both are running', () => {
    fc.assert(
      fc.property(table(2, 30), fc.constantFrom('dataset' as const, 'new' as const), (rows, population) => {
        const there = states(rows, population, null);
        const back = states({ ...rows, candidate: rows.baseline, baseline: rows.candidate }, population, null);
        back.forEach(({ evidence, intervals }, t) => {
          expect(evidence.log).toEqual(closeTo9(there[t]!.evidence.log));
          const [low, high] = there[t]!.intervals[0]!;
          expect(intervals[0]).toEqual([close(-high), close(-low)]);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('goes on after being kept as JSON as if nothing had happened', () => {
    fc.assert(
      fc.property(table(2, 20), fc.nat({ max: 19 }), fc.constantFrom(null, 0), (rows, cut, controlFrom) => {
        const at = cut % rows.candidate.length;
        const straight = states(rows, 'dataset', controlFrom);
        const first = sequenceOf(rows, 'dataset', controlFrom);
        for (let t = 0; t < at; t += 1) first.step();
        const kept = JSON.parse(JSON.stringify(first.kept())) as ReturnType<typeof first.kept>;
        const second = sequenceOf(rows, 'dataset', controlFrom, kept);
        for (let t = at; t < straight.length; t += 1) {
          second.step();
          expect(second.state()).toEqual(straight[t]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ends with the last sample', () => {
    const sequence = sequenceOf(EQUAL[0]!, 'dataset', 0);
    for (let t = 0; t < 5; t += 1) sequence.step();
    expect(() => sequence.step()).toThrow('All 5 samples have been taken');
  });
});

function sequenceOf(
  { candidate, baseline, other }: Rows,
  population: 'dataset' | 'new',
  controlFrom: ControlFrom,
  kept: ReturnType<LiveSequence['kept']> | null = null,
): LiveSequence {
  const columns = { candidate: Float64Array.from(candidate), baseline: Float64Array.from(baseline) };
  const sequence = liveSequence({ population, thresholds: [-Math.log(ALPHA)] }, columns, kept);
  if (controlFrom === 0) sequence.setControl(controlBy(columns.baseline, Float64Array.from(other)));
  return sequence;
}

function controlBy(baseline: Float64Array, other: Float64Array) {
  const columns = [baseline, other];
  return controlOf(baseline, columns, controlWeights(columns));
}

function states(rows: Rows, population: 'dataset' | 'new', controlFrom: ControlFrom): SequenceState[] {
  const sequence = sequenceOf(rows, population, controlFrom);
  return rows.candidate.map((_, t) => {
    if (t > 0 && t === controlFrom)
      sequence.setControl(controlBy(Float64Array.from(rows.baseline), Float64Array.from(rows.other)));
    sequence.step();
    return sequence.state();
  });
}

/** E of "no difference" after t samples, by the definition: products, not logarithms, and all sums anew for each sample. */
function productsOf({ candidate, baseline, other }: Rows, samples: number, isControlled: boolean): number {
  const rows = candidate.length;
  const [w = 0, v = 0] = controlWeights([Float64Array.from(baseline), Float64Array.from(other)]);
  const g = baseline.map((score, i) => w * score + v * other[i]!);
  const plus = FRACTIONS.map(() => 1);
  const minus = FRACTIONS.map(() => 1);
  for (let t = 0; t < samples; t += 1) {
    const left = rows - t;
    const rest = (values: readonly number[]): number => sumOf(values.slice(t)) / left;
    const need = (sumOf(baseline) - sumOf(candidate.slice(0, t))) / left;
    const mean = isControlled ? need : (sumOf(baseline.slice(0, t)) - sumOf(candidate.slice(0, t))) / left;
    if (mean < (isControlled ? 0 : -1) - 1e-9 || mean > 1 + 1e-9) return Infinity;
    const surprise = isControlled ? candidate[t]! - mean - (g[t]! - rest(g)) : candidate[t]! - baseline[t]! - mean;
    const below = isControlled ? mean + Math.max(...g) - rest(g) : mean + 1;
    const above = isControlled ? 1 - mean + rest(g) - Math.min(...g) : 1 - mean;
    if ((below < 1e-9 && surprise > 1e-9) || (above < 1e-9 && surprise < -1e-9)) return Infinity;
    FRACTIONS.forEach((fraction, i) => {
      plus[i]! *= 1 + (below < 1e-9 ? 0 : (fraction * surprise) / below);
      minus[i]! *= 1 - (above < 1e-9 ? 0 : (fraction * surprise) / above);
    });
  }
  return (sumOf(plus) + sumOf(minus)) / 8;
}

/** Rows of two equal runs: of equal means where the rows are all that is asked about, of equal laws where they are samples. */
function nullRows(seed: number, count: number, areMeansEqual: boolean): Rows {
  const random = randomStream(seed);
  const share = (): number => random.next() / 2 ** 32;
  const ease = Array.from({ length: count }, share);
  const [candidate, baseline, other] = [0, 1, 2].map(() => ease.map((easy) => (share() < easy ? 1 : 0))) as [
    number[],
    number[],
    number[],
  ];
  while (areMeansEqual && sumOf(candidate) !== sumOf(baseline)) {
    const isAhead = sumOf(candidate) > sumOf(baseline);
    const row = Math.floor(share() * count);
    if (candidate[row] === (isAhead ? 1 : 0)) candidate[row] = isAhead ? 0 : 1;
  }
  return inOrder({ candidate, baseline, other }, [...seededOrder(count, seed)]);
}

function inOrder({ candidate, baseline, other }: Rows, order: readonly number[]): Rows {
  const sorted = (scores: readonly number[]): number[] => order.map((row) => scores[row]!);
  return { candidate: sorted(candidate), baseline: sorted(baseline), other: sorted(other) };
}

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => [...order.slice(0, at), count - 1, ...order.slice(at)]),
  );
}

function table(minLength: number, maxLength: number): fc.Arbitrary<Rows> {
  const score = fc.oneof(
    fc.constantFrom(0, 1),
    fc.integer({ min: 0, max: 10 }).map((k) => k / 10),
  );
  const row = fc.record({ candidate: score, baseline: score, other: score });
  return fc.array(row, { minLength, maxLength }).map((rows) => ({
    candidate: rows.map(({ candidate }) => candidate),
    baseline: rows.map(({ baseline }) => baseline),
    other: rows.map(({ other }) => other),
  }));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Within 1e-9, relative to the value where that is large. */
function closeTo9(value: number): number {
  return expect.closeTo(value, 9 - Math.max(0, Math.ceil(Math.log10(Math.abs(value) + 1)))) as unknown as number;
}
