const LARGEST_DENOMINATOR = 1_000;
const LARGEST_TOTAL = 2 ** 31;
/** Below this the square of a difference is lost. */
const SMALLEST = 1e-150;

/** Values that are whole multiples of 1/q: `units[i]` = q · value, exactly. */
export interface Lattice {
  readonly q: number;
  readonly units: Int32Array;
}

/**
 * The lattice that the differences lie on, or null: the smallest q ≤ 1000 with every |q·d − round(q·d)| ≤ 1e-9 · max(1, |q·d|), and
 * max|units| · n ≤ 2³¹ (statistics.md §1, §20). On it 0.3 − 0.2 equals 0.9 − 0.8, which it does not in floating point.
 * `magnitude` is the largest |score|: a difference that is not tiny relative to it never counts as zero.
 *
 * @example latticeOf(new Float64Array([0.3 - 0.2, 0.9 - 0.8]), 1) // { q: 10, units: [1, 1] }
 */
export function latticeOf(values: Float64Array, magnitude: number): Lattice | null {
  for (let q = 1; q <= LARGEST_DENOMINATOR; q += 1) {
    if (!liesOn(values, q, magnitude)) continue;
    const units = new Int32Array(values.length);
    const bound = LARGEST_TOTAL / Math.max(1, values.length);
    for (let i = 0; i < values.length; i += 1) {
      const unit = Math.round(q * values[i]!);
      if (Math.abs(unit) > bound || Math.abs(unit) >= LARGEST_TOTAL) return null;
      units[i] = unit;
    }
    return { q, units };
  }
  return null;
}

function liesOn(values: Float64Array, q: number, magnitude: number): boolean {
  const zero = Math.max(1e-9 * magnitude, SMALLEST);
  for (const value of values) {
    const scaled = q * value;
    const unit = Math.round(scaled);
    if (Math.abs(scaled - unit) > 1e-9 * Math.max(1, Math.abs(scaled))) return false;
    if (unit === 0 && Math.abs(value) > zero) return false;
  }
  return true;
}
