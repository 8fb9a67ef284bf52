import { CompensatedSum } from '../evaluation/aggregate.ts';
import type { Latency } from './job-report.ts';

/** How many values are kept exactly. */
const EXACT_VALUES = 20_000;

/** Neighbouring buckets differ by this factor, so that a bucket's middle is within 1 % of all that is in it. */
const GAMMA = 1.01 / 0.99;

/** Shorter than this counts as nothing. Seconds. */
const SHORTEST = 1e-9;

/**
 * Latencies in seconds, in bounded memory: exact quantiles up to 20,000 values, and from then on logarithmic buckets with a
 * relative error of at most 1 % (Masson, Rim & Lee 2019, "DDSketch").
 */
export class LatencyTally {
  readonly #sum = new CompensatedSum();
  #n = 0;
  #max = 0;
  #values: number[] = [];
  #buckets: Map<number, number> | null = null;

  add(seconds: number): void {
    this.#n += 1;
    this.#sum.add(seconds);
    this.#max = Math.max(this.#max, seconds);
    if (this.#buckets !== null) {
      this.#count(this.#buckets, seconds);
      return;
    }
    this.#values.push(seconds);
    if (this.#values.length > EXACT_VALUES) this.#toBuckets();
  }

  /** `null` where there are none. */
  get latency(): Latency | null {
    const n = this.#n;
    if (n === 0) return null;
    const [p50, p95] = this.#buckets === null ? this.#exact([0.5, 0.95]) : [this.#near(0.5), this.#near(0.95)];
    return { n, mean: this.#sum.value / n, p50: p50 ?? 0, p95: p95 ?? 0, max: this.#max, is_exact: this.#buckets === null };
  }

  #toBuckets(): void {
    const buckets = new Map<number, number>();
    for (const seconds of this.#values) this.#count(buckets, seconds);
    this.#buckets = buckets;
    this.#values = [];
  }

  #count(buckets: Map<number, number>, seconds: number): void {
    const bucket = seconds < SHORTEST ? -Infinity : Math.ceil(Math.log(seconds) / Math.log(GAMMA));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }

  /** Between neighbours it interpolates (Hyndman & Fan 1996, type 7). */
  #exact(shares: readonly number[]): number[] {
    const sorted = Float64Array.from(this.#values).sort();
    return shares.map((share) => {
      const place = share * (sorted.length - 1);
      const low = sorted[Math.floor(place)] ?? 0;
      return low + (place % 1) * ((sorted[Math.ceil(place)] ?? low) - low);
    });
  }

  #near(share: number): number {
    const place = share * (this.#n - 1);
    let seen = 0;
    for (const [bucket, count] of [...(this.#buckets ?? [])].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen > place) return (2 * GAMMA ** bucket) / (GAMMA + 1);
    }
    return this.#max;
  }
}
