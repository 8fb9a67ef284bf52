import type { RepeatedScores } from './scored-run.ts';

/** How much a run's single scores vary within a sample. */
export interface WithinVariance {
  /** Variance of a single score within a sample: σ². */
  readonly within: number;
  /** The mean number of scores a sample, and the mean of its inverse. */
  readonly meanCount: number;
  readonly meanInverseCount: number;
}

/** The parts of the variance of paired differences, or of one run's scores, for which `withinB` is 0. */
export interface VarianceComponents {
  /** Variance of the expected scores, or of their differences, over samples: ω². */
  readonly between: number;
  /** Variance of a single score within a sample, of each run: σ_A² and σ_B². */
  readonly withinA: number;
  readonly withinB: number;
  /** The mean number of scores a sample and run. */
  readonly meanCount: number;
}

/**
 * σ² = ΣΣ(x_ik − x̄_i)²/Σ(K_i − 1) over samples with K_i scores (statistics.md §28; Miller 2024). Null where no sample has two.
 *
 * @example withinVariance({ counts: [2, 2, 2, 2], squares: [0.5, 0.5, 0.5, 0.5] }) // { within: 0.5, meanCount: 2, meanInverseCount: 0.5 }
 */
export function withinVariance({ counts, squares }: RepeatedScores): WithinVariance | null {
  let scores = 0;
  let deviations = 0;
  let inverse = 0;
  const n = counts.length;
  for (let i = 0; i < n; i += 1) {
    scores += counts[i]!;
    deviations += squares[i]!;
    inverse += 1 / counts[i]!;
  }
  return scores <= n ? null : { within: deviations / (scores - n), meanCount: scores / n, meanInverseCount: inverse / n };
}

/**
 * The components of one run whose samples' means have this variance: ω² = s² − σ²·mean(1/K), at least 0 (statistics.md §28). With
 * clusters the variance is n times the squared standard error.
 */
export function runComponents(variance: number, run: WithinVariance): VarianceComponents {
  const between = Math.max(0, variance - run.within * run.meanInverseCount);
  return { between, withinA: run.within, withinB: 0, meanCount: run.meanCount };
}

/** The components of a difference with this variance: what the repeats of both runs explain is taken off (statistics.md §28). */
export function pairedComponents(variance: number, a: WithinVariance, b: WithinVariance): VarianceComponents {
  const noise = a.within * a.meanInverseCount + b.within * b.meanInverseCount;
  const meanCount = (a.meanCount + b.meanCount) / 2;
  return { between: Math.max(0, variance - noise), withinA: a.within, withinB: b.within, meanCount };
}

/**
 * Var(d) = ω² + σ_A²/K_A + σ_B²/K_B with so many scores a sample (statistics.md §28; Miller 2024): more repeats reduce the σ² terms, never ω².
 *
 * @example varianceOf({ between: 1 / 9, withinA: 1 / 6, withinB: 1 / 6, meanCount: 2 }, 1, 1) // 4/9
 */
export function varianceOf(components: VarianceComponents, repeatsA: number, repeatsB: number): number {
  return components.between + components.withinA / repeatsA + components.withinB / repeatsB;
}

/** Numbers of repeats for which a report says what they would gain. */
export type RepeatCount = 1 | 2 | 3 | 5 | 10;

/** What part of the variance repeats reduce, what they gain, and where that ends. */
export interface RepeatGain {
  /** Variance of a single score, or of a single difference, within a sample. */
  readonly within: number;
  readonly between: number;
  /** within / (within + between); null where nothing varies. */
  readonly shareWithin: number | null;
  readonly meanCount: number;
  /** The smallest detectable difference by scores a sample. Null: as in `mde`. */
  readonly detectableByRepeats: Readonly<Record<RepeatCount, number | null>>;
  /** The limit of endless repeats: only more samples go below it. */
  readonly detectableFloor: number | null;
}

/**
 * The components with the smallest difference that some numbers of repeats find (statistics.md §28); `detectable` gives it, for endless ones too.
 *
 * @example repeatGain(components, (repeats) => k * Math.sqrt(varianceOf(components, repeats, repeats) / n)).detectableFloor // k·ω/√n
 */
export function repeatGain(components: VarianceComponents, detectable: (repeats: number) => number | null): RepeatGain {
  const { between, meanCount } = components;
  const within = components.withinA + components.withinB;
  return {
    within,
    between,
    shareWithin: within + between === 0 ? null : within / (within + between),
    meanCount,
    detectableByRepeats: { 1: detectable(1), 2: detectable(2), 3: detectable(3), 5: detectable(5), 10: detectable(10) },
    detectableFloor: detectable(Infinity),
  };
}
