import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adjust, type Correction } from './adjust.ts';
import { compareRuns, type Comparison } from './compare.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { scoreColumns, type ScoreRecord } from './score-columns.fixture.ts';

const TESTS = ['auto', 'bootstrap', 'bootstrap_t', 'permutation', 't_test', 'wilcoxon', 'mcnemar', 'none'] as const;

const score = fc.oneof(
  fc.constantFrom(0, 1),
  fc.integer({ min: 0, max: 10 }).map((k) => k / 10),
  fc.double({ min: -5, max: 5, noNaN: true }),
);
const row = fc.record({ a: score, b: score, cluster: fc.constantFrom('x', 'y', 'z', 'w') });
const binaryRow = fc.record({ a: fc.constantFrom(0, 1), b: fc.constantFrom(0, 1), cluster: fc.constantFrom('x', 'y') });
const table = fc.oneof(fc.array(row, { minLength: 1, maxLength: 60 }), fc.array(binaryRow, { minLength: 1, maxLength: 60 }));
const test = fc.constantFrom(...TESTS);
const seed = fc.integer();

type Table = readonly { readonly a: number; readonly b: number; readonly cluster: string }[];

function records(rows: Table, side: 'a' | 'b', shift = 0): ScoreRecord[] {
  return rows.map((entry, i) => ({ id: `s${i}`, scores: { m: entry[side] + shift }, cluster: entry.cluster }));
}

function compared(left: ScoreRecord[], right: ScoreRecord[], request: Omit<ComparisonRequest, 'runs'>): Comparison {
  return compareRuns({ ...request, runs: [scoreColumns('alpha', left), scoreColumns('beta', right)], resamples: 200 });
}

function onlyPair(report: Comparison): PairComparison {
  expect(report.pairs).toHaveLength(1);
  return report.pairs[0] as PairComparison;
}

describe('any two runs', () => {
  it('are compared to the mirror image when they change places', () => {
    fc.assert(
      fc.property(table, test, seed, fc.boolean(), (rows, kind, userSeed, clustered) => {
        const runs = [scoreColumns('alpha', records(rows, 'a')), scoreColumns('beta', records(rows, 'b'))] as const;
        const request = { test: kind, seed: userSeed, clustered, margin: 0.1, resamples: 200 };
        const there = onlyPair(compareRuns({ ...request, runs }));
        const back = onlyPair(compareRuns({ ...request, runs: [runs[1], runs[0]] }));
        expect(back.p).toBe(there.p);
        expect(back.seed).toBe(there.seed);
        expect(back.winner).toBe(there.winner);
        expect(back.standardError).toBe(there.standardError);
        expect(back.equivalence?.p).toBe(there.equivalence?.p);
        expect(back.pairing).toEqual(there.pairing);
        expect(negated(back.delta)).toBe(there.delta);
        expect(back.interval?.map(negated).reverse()).toEqual(there.interval?.map((bound) => bound + 0));
        expect(negated(back.effect?.dz ?? null)).toBe(there.effect?.dz ?? null);
        expect(negated(back.bootstrap?.bca?.interval[0] ?? null)).toBe(there.bootstrap?.bca?.interval[1] ?? null);
        expect([back.wins.wins, back.wins.losses]).toEqual([there.wins.losses, there.wins.wins]);
      }),
      { numRuns: 150 },
    );
  });

  it('give p-values in [0, 1] and no NaN or infinity anywhere', () => {
    fc.assert(
      fc.property(table, test, fc.boolean(), (rows, kind, clustered) => {
        const report = compared(records(rows, 'a'), records(rows, 'b'), { test: kind, clustered, margin: 0.1 });
        everyNumber(report, (value, path) => {
          if (!Number.isFinite(value)) throw new Error(`${path} is ${value}`);
          if (/(^|\.)(p|adjustedP|pLower|pUpper|midP|chiSquareP|clusterSignFlipP)$/.test(path) && !(value >= 0 && value <= 1))
            throw new Error(`${path} is ${value}`);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('do not depend on the order of their samples', () => {
    fc.assert(
      fc.property(table, test, fc.infiniteStream(fc.nat()), (rows, kind, keys) => {
        const mixed = <T>(list: T[]): T[] =>
          list
            .map((item) => [keys.next().value, item] as const)
            .sort((x, y) => x[0] - y[0])
            .map(([, item]) => item);
        const straight = compared(records(rows, 'a'), records(rows, 'b'), { test: kind });
        const shuffled = compared(mixed(records(rows, 'a')), mixed(records(rows, 'b')), { test: kind });
        expect(JSON.stringify(shuffled)).toBe(JSON.stringify(straight));
      }),
      { numRuns: 60 },
    );
  });

  it('give the same bytes for the same request', () => {
    fc.assert(
      fc.property(table, test, seed, (rows, kind, userSeed) => {
        const run = (): string =>
          JSON.stringify(compared(records(rows, 'a'), records(rows, 'b'), { test: kind, seed: userSeed }));
        expect(run()).toBe(run());
      }),
      { numRuns: 60 },
    );
  });

  it('differ by the same when both are shifted', () => {
    const onLattice = fc.array(fc.record({ a: fc.nat(10), b: fc.nat(10), cluster: fc.constant('x') }), {
      minLength: 1,
      maxLength: 60,
    });
    const tenths = onLattice.map((rows) => rows.map(({ a, b, cluster }) => ({ a: a / 10, b: b / 10, cluster })));
    fc.assert(
      fc.property(tenths, test, fc.integer({ min: -50, max: 50 }), (rows, kind, shift) => {
        const here = onlyPair(compared(records(rows, 'a'), records(rows, 'b'), { test: kind === 'mcnemar' ? 'auto' : kind }));
        const moved = compared(records(rows, 'a', shift), records(rows, 'b', shift), {
          test: kind === 'mcnemar' ? 'auto' : kind,
        });
        const there = onlyPair(moved);
        expect(differenceOnly(there)).toEqual(differenceOnly(here));
      }),
      { numRuns: 100 },
    );
  });
});

describe('adjusted p-values', () => {
  const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }), { maxLength: 40 });
  const correction = fc.constantFrom<Correction>('holm', 'bh', 'none');

  it('are never smaller than the raw ones, keep their order, and stay undefined where those are', () => {
    fc.assert(
      fc.property(pValues, correction, (raw, kind) => {
        const adjusted = adjust(raw, kind);
        raw.forEach((p, i) => {
          if (p === null) expect(adjusted[i]).toBeNull();
          else expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-15));
        });
        const known = raw.flatMap((p, i) => (p === null ? [] : [[p, adjusted[i] ?? NaN] as const]));
        known.sort((x, y) => x[0] - y[0]);
        for (let i = 1; i < known.length; i += 1) expect(known[i]![1]).toBeGreaterThanOrEqual(known[i - 1]![1]);
      }),
    );
  });
});

function negated(value: number | null): number | null {
  return value === null ? null : -value + 0;
}

function differenceOnly({ p, delta, interval, standardError, verdict, wins, seed: used, effect }: PairComparison): unknown {
  return { p, delta, interval, standardError, verdict, wins, seed: used, dz: effect?.dz };
}

function everyNumber(value: unknown, visit: (value: number, path: string) => void, path = ''): void {
  if (typeof value === 'number') visit(value, path);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) everyNumber(inner, visit, path === '' ? key : `${path}.${key}`);
}
