import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';

/* Expected values come from SciPy, statsmodels, R and mpmath; each case names its source. Tolerances are statistics.md §18. */

/** Relative tolerance of deterministic numbers, and the sharper one of t, its intervals and exact p-values. */
export const DETERMINISTIC = 1e-9;
export const SHARP = 1e-10;

export type Value = number | string | boolean | null | undefined | readonly Value[];
export type Values = Readonly<Record<string, Value>>;

export interface PairedInput {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly cluster?: readonly string[];
  readonly margin: number;
}

export interface PairedExpected {
  readonly run_a: Values;
  readonly run_b: Values;
  readonly diff: Values;
  readonly delta_percent: number | null;
  readonly pairing?: Values;
  readonly t_paired: Values;
  readonly t_welch: Values | null;
  readonly effect: Values | null;
  readonly tost: Values | null;
  readonly power: Values | null;
  readonly sign_test: Values;
  readonly signflip: { readonly p: number; readonly n_nonzero: number };
  readonly wilcoxon: Values & {
    readonly asymptotic_z: number;
    readonly scipy_auto?: { readonly method: string; readonly p: number };
  };
  readonly mcnemar?: Values;
  readonly proportions?: Values;
  readonly bootstrap_exact?: Values & Readonly<Record<'z0' | 'a' | 'cdf_le_0' | 'cdf_ge_0' | 'p_bca', number>>;
  readonly clustered?: Values & { readonly se_cr0: number };
}

export type BoundedPValues = Readonly<Record<'p_not_worse' | 'p_not_better', number>>;

interface Kinds {
  paired: { input: PairedInput; expected: PairedExpected };
  align: { input: Record<'a' | 'b', readonly { readonly id: string; readonly score: unknown }[]>; expected: Values };
  pvalues: { input: { readonly p: readonly (number | null)[] }; expected: Values };
  multirun: { input: { readonly runs: readonly (readonly number[])[] }; expected: Values };
  power: { input: Record<'sd_diff' | 'n' | 'delta' | 'alpha' | 'power', number>; expected: Values };
  power_components: {
    input: Record<'omega2' | 'sigma2_a' | 'sigma2_b' | 'k_a' | 'k_b' | 'delta' | 'alpha' | 'power' | 'n', number>;
    expected: Values;
  };
  live_weights: {
    input: { readonly finished: readonly (readonly number[])[] };
    expected: { readonly weights: readonly number[] };
  };
  live_set: {
    input: {
      readonly b: readonly number[];
      readonly order: readonly number[];
      readonly finished: readonly (readonly number[])[];
      readonly weights: readonly number[];
      readonly baseline_finished: boolean;
      readonly alpha: number;
    };
    expected: { readonly states: readonly LiveGoldenState[] };
  };
  live_pop: {
    input: { readonly d: readonly number[]; readonly alpha: number };
    expected: { readonly states: readonly LiveGoldenState[] };
  };
  e_values: {
    input: { readonly e: readonly number[]; readonly alpha: number };
    expected: Readonly<Record<'p' | 'holm', readonly number[]>>;
  };
  prng: { input: { readonly seed: number }; expected: { readonly xoshiro128ss: readonly number[] } };
  hash: { input: { readonly strings: readonly string[] }; expected: { readonly fnv1a32: readonly number[] } };
  distributions: { input: Readonly<Record<string, readonly (readonly number[])[]>>; expected: Values };
  cluster: {
    input: { readonly d: readonly number[]; readonly cluster: readonly string[]; readonly alpha: number };
    expected: Values;
  };
  sign_flip: { input: { readonly d: readonly number[] }; expected: { readonly p_value: number } };
  bootstrap_expanded: { input: { readonly d: readonly number[]; readonly alpha: number }; expected: Values };
  bounded_mean: {
    input: { readonly d: readonly number[]; readonly hi: number; readonly margin: number; readonly alpha: number };
    expected: BoundedPValues & Readonly<Record<'interval' | 'equivalence_interval', readonly [number, number]>>;
  };
  paired_score: {
    input: Readonly<Record<'n' | 'only_a' | 'only_b' | 'alpha', number>>;
    expected: Readonly<Record<'interval' | 'equivalence_interval', readonly [number, number]>>;
  };
  mean_interval: {
    input: {
      readonly scores: readonly (readonly number[])[];
      readonly cluster?: readonly string[];
      readonly lo: number;
      readonly hi: number;
    };
    expected: Readonly<Record<'mean' | 'standard_error', number>> & {
      readonly interval_method: string;
      readonly interval: readonly [number, number];
    };
  };
  missing_gate: {
    input: Record<'a' | 'b', readonly (number | null)[]> & {
      readonly lo: number;
      readonly hi: number;
      readonly lower_is_better: boolean;
    };
    expected: Values;
  };
  bounded_clusters: {
    input: { readonly d: readonly number[]; readonly cluster: readonly string[]; readonly hi: number; readonly margin: number };
    expected: BoundedPValues;
  };
  best_set: {
    input: {
      readonly runs: readonly string[];
      readonly pairs: readonly Readonly<Record<'a' | 'b', string> & { delta: number; adjusted_p: number | null }>[];
      readonly lower_is_better: boolean;
    };
    expected: { readonly may_be_best: readonly string[]; readonly beaten_by: Readonly<Record<string, readonly string[]>> };
  };
  macro: { input: Readonly<Record<'delta' | 'standard_error' | 'df', readonly number[]>>; expected: Values };
  macro_flip: {
    input: { readonly tasks: readonly (readonly number[])[] };
    expected: { readonly delta: number; readonly p_value: number };
  };
  pass_k: {
    input: { readonly n: readonly number[]; readonly c: readonly number[]; readonly k: number };
    expected: Readonly<Record<'pass_at_k' | 'pass_hat_k', Values>>;
  };
  kappa: {
    input: { readonly table: readonly (readonly number[])[] };
    expected: Readonly<Record<'unweighted' | 'linear' | 'quadratic', Values>>;
  };
  krippendorff: {
    input: { readonly units: readonly (readonly (number | null)[])[] };
    expected: Readonly<Record<'nominal' | 'ordinal' | 'interval', number | null>>;
  };
  ppi: { input: Readonly<Record<'human' | 'judge' | 'judge_unlabelled', readonly number[]>>; expected: Values };
  power_binary: {
    input: Record<'n' | 'discordance' | 'delta' | 'family' | 'power' | 'alpha', number>;
    expected: Values;
  };
  power_graded: {
    input: Record<'n' | 'sd' | 'delta' | 'margin' | 'family' | 'power' | 'alpha', number>;
    expected: Values;
  };
  variance_components: {
    input: { readonly scores: readonly (readonly number[])[] };
    expected: Values;
  };
  paired_components: {
    input: Record<'a' | 'b', readonly (readonly number[])[]>;
    expected: Values;
  };
  selection: { input: Record<'p' | 'candidates' | 'alpha', number>; expected: Values };
  effects: { input: Record<'a' | 'b', readonly number[]>; expected: Record<'rank_biserial' | 'odds_ratio', number | null> };
  average_ranks: {
    input: { readonly runs: readonly (readonly number[])[]; readonly lower_is_better: boolean };
    expected: { readonly average_ranks: readonly number[] };
  };
  skew: { input: { readonly d: readonly number[] }; expected: { readonly skewness: number | null; readonly warning: boolean } };
}

export interface LiveGoldenState {
  readonly t: number;
  readonly log_e: number | null;
  readonly p: number;
  readonly ahead: 'a' | 'b';
  readonly interval: readonly [number, number];
}

export type GoldenCase<K extends keyof Kinds> = Readonly<Kinds[K]> & { readonly id: string; readonly kind: K };

const cases = ['golden.json', 'golden-2.json'].flatMap((name) => {
  const text = readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: readonly GoldenCase<keyof Kinds>[] }).cases;
});

/** The cases of one kind as rows of a table: the id, which names the test, and the case. */
export function golden<K extends keyof Kinds>(kind: K): (readonly [string, GoldenCase<K>])[] {
  return cases.filter((found) => found.kind === kind).map((found) => [found.id, found as unknown as GoldenCase<K>]);
}

/** The two columns of a paired case. */
export function columnsOf({ input }: GoldenCase<'paired'>): { readonly a: Float64Array; readonly b: Float64Array } {
  return { a: Float64Array.from(input.a), b: Float64Array.from(input.b) };
}

/** Every number of `expected`, at any depth, is met within the relative tolerance; null is met by null only. */
export function expectClose(actual: unknown, expected: unknown, relative: number, at: string): void {
  if (Array.isArray(expected)) {
    const found = actual as readonly unknown[];
    expect([at, found.length]).toEqual([at, expected.length]);
    expected.forEach((value, i) => expectClose(found[i], value, relative, `${at}[${i}]`));
  } else if (typeof expected === 'number' && typeof actual === 'number') {
    const isZero = expected === 0 || (at === 'a' && Math.abs(expected) < 1e-15);
    const allowed = isZero ? 1e-15 : relative * Math.abs(expected);
    if (!(Math.abs(actual - expected) <= allowed)) throw new Error(`${at}: ${actual} is not ${expected} within ${relative}`);
  } else {
    expect([at, actual]).toEqual([at, expected]);
  }
}

/** The fields of `actual` that `names` gives (theirs to ours) meet those of `expected`; null is met by null only. */
export function expectFields(
  actual: object | null | undefined,
  expected: Values | null | undefined,
  names: Readonly<Record<string, string>>,
  relative: number,
): void {
  if (expected === null) {
    expect(actual).toBeNull();
    return;
  }
  const found = (actual ?? {}) as Values;
  for (const [theirs, ours] of Object.entries(names)) expectClose(found[ours], expected?.[theirs], relative, theirs);
}
