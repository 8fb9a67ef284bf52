const FEWEST_SAMPLES = 20;
const FEWEST_CLUSTERS = 10;

/**
 * Σu³/n / (Σu²/n)^1.5 with u = x − mean: the skewness of the values, not corrected for bias. Null where they do not vary.
 *
 * @example skewness(Float64Array.of(0, 0, 0, 1)) // 1.1547
 */
export function skewness(values: Float64Array): number | null {
  const n = values.length;
  let sum = 0;
  let largest = 0;
  for (const value of values) {
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) return null;
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    const u = (value - sum / n) / largest;
    squares += u * u;
    cubes += u * u * u;
  }
  return squares <= 1e-24 * n ? null : cubes / n / (squares / n) ** 1.5;
}

/**
 * Whether so few values are too skewed for a test of their mean that rests on symmetry or on a normal distribution: n < 25 · skewness²
 * (statistics.md §30; Sugden, Smith and Jones 2000; Boos and Hughes-Oliver 2000). Never where all but the zeros have one size: then a mean of 0 is symmetry. Below 20
 * samples, or 10 clusters, skewness can't be told.
 *
 * @example isTooSkewed(differences(a, b).comparable) // true
 */
export function isTooSkewed(values: Float64Array, fewest: number = FEWEST_SAMPLES): boolean {
  if (values.length < fewest || !haveSeveralSizes(values)) return false;
  const found = skewness(values);
  return found !== null && values.length < 25 * found * found;
}

/** The same of the sums of clusters. */
export function areTooSkewedClusters(sums: Float64Array): boolean {
  return isTooSkewed(sums, FEWEST_CLUSTERS);
}

function haveSeveralSizes(values: Float64Array): boolean {
  let size = 0;
  for (const value of values) {
    if (value === 0) continue;
    if (size === 0) size = Math.abs(value);
    else if (Math.abs(value) !== size) return true;
  }
  return false;
}
