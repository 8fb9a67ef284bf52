/** How many scores each sample has, and their sum of squared deviations from its mean; 0 and 0 where it has none. */
export interface RepeatedScores {
  readonly counts: Float64Array;
  readonly squares: Float64Array;
}

/** The parts of the variance of one run's scores. */
export interface VarianceComponents {
  /** Variance of a single score within a sample: σ². */
  readonly within: number;
  /** Variance of the samples' expected scores: ω². */
  readonly between: number;
  /** The mean number of scores a sample, and the mean of its inverse. */
  readonly meanCount: number;
  readonly meanInverseCount: number;
}

/** The parts of the variance of the paired differences. */
export interface PairedComponents {
  /** Variance of the differences of the expected scores: ω². */
  readonly between: number;
  /** Variance of a single score within a sample, of each run: σ_A² and σ_B². */
  readonly withinA: number;
  readonly withinB: number;
}

/**
 * The components of one run over some samples (statistics.md §28; Miller 2024): σ² = ΣΣ(x − x̄_i)²/Σ(K_i − 1), ω² = s²(x̄) − σ²·mean(1/K),
 * at least 0. Null where no sample has two scores, and below two samples. `variance` is that of the samples' means.
 *
 * @example varianceComponents({ counts: [2, 2, 2, 2], squares: [0.5, 0.5, 0.5, 0.5] }, 0) // { within: 0.5, between: 0, … }
 */
export function varianceComponents({ counts, squares }: RepeatedScores, variance: number | null): VarianceComponents | null {
  let scores = 0;
  let deviations = 0;
  let inverse = 0;
  const n = counts.length;
  for (let i = 0; i < n; i += 1) {
    scores += counts[i]!;
    deviations += squares[i]!;
    inverse += 1 / counts[i]!;
  }
  if (variance === null || scores <= n) return null;
  const within = deviations / (scores - n);
  const meanInverseCount = inverse / n;
  const between = Math.max(0, variance - within * meanInverseCount);
  return { within, between, meanCount: scores / n, meanInverseCount };
}

/**
 * The components of a difference with this variance (statistics.md §28): what the repeats of both runs explain is taken off. With clusters
 * the variance is n times the squared standard error.
 */
export function pairedComponents(variance: number, a: VarianceComponents, b: VarianceComponents): PairedComponents {
  const noise = a.within * a.meanInverseCount + b.within * b.meanInverseCount;
  return { between: Math.max(0, variance - noise), withinA: a.within, withinB: b.within };
}

/**
 * Var(d) = ω² + σ_A²/K_A + σ_B²/K_B with so many scores a sample (statistics.md §28; Miller 2024): more repeats reduce the σ² terms, never ω².
 *
 * @example varianceOf({ between: 1 / 9, withinA: 1 / 6, withinB: 1 / 6 }, 1, 1) // 4/9
 */
export function varianceOf({ between, withinA, withinB }: PairedComponents, repeatsA: number, repeatsB: number): number {
  return between + withinA / repeatsA + withinB / repeatsB;
}

/** Numbers of repeats for which a report says what they would gain. */
const REPEATS = [1, 2, 3, 5, 10] as const;
export type RepeatCount = (typeof REPEATS)[number];

/** What repeats gain, and where they end. */
export interface RepeatGain {
  /** The smallest detectable difference by scores a sample. */
  readonly detectableByRepeats: Readonly<Record<RepeatCount, number>>;
  /** The limit of endless repeats: only more samples go below it. */
  readonly detectableFloor: number;
}

/**
 * k·√((ω² + σ²/K)/n) for some K, and k·ω/√n (statistics.md §28). `multiplier` is k: how many standard errors n samples find.
 *
 * @example repeatGain({ between: 0.1, withinA: 0.2, withinB: 0.2 }, 30, 2.9).detectableByRepeats[3] // 0.256…
 */
export function repeatGain(components: PairedComponents, n: number, multiplier: number): RepeatGain {
  const detectable = (repeats: number): number => multiplier * Math.sqrt(varianceOf(components, repeats, repeats) / n);
  const detectableByRepeats = Object.fromEntries(REPEATS.map((repeats) => [repeats, detectable(repeats)]));
  return {
    detectableByRepeats: detectableByRepeats as Record<RepeatCount, number>,
    detectableFloor: detectable(Infinity),
  };
}
