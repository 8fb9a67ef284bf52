const SMALL_DENOMINATORS = Array.from({ length: 1_000 }, (_, i) => i + 1);
const DECIMAL_DENOMINATORS = [1e4, 1e5, 1e6];
const LARGEST_TOTAL = 2 ** 31;
/** What is smaller, relative to the largest score, is a rounding error of 0. */
const ZERO = 1e-12;

/** Values that are whole multiples of 1/q: `units[i]` = q · value, exactly. */
export interface Lattice {
  readonly q: number;
  readonly units: Int32Array;
}

/**
 * The lattice that the differences lie on, or null: the smallest q of 1 to 1,000, 10⁴, 10⁵ or 10⁶ with every |q·d − round(q·d)| ≤ 1e-9 · max(1, |q·d|), and
 * max|units| · n ≤ 2³¹ (statistics.md §1, §20, §24). On it 0.3 − 0.2 equals 0.9 − 0.8, which it does not in floating point.
 * `magnitude` is the largest |score|: only a difference that is tiny relative to it counts as zero.
 *
 * @example latticeOf(new Float64Array([0.3 - 0.2, 0.9 - 0.8]), 1) // { q: 10, units: [1, 1] }
 */
export function latticeOf(values: Float64Array, magnitude: number): Lattice | null {
  for (const denominators of [SMALL_DENOMINATORS, DECIMAL_DENOMINATORS])
    for (const q of denominators) if (liesOn(values, q, ZERO * magnitude)) return unitsOn(values, q);

  return null;
}

function unitsOn(values: Float64Array, q: number): Lattice | null {
  const units = new Int32Array(values.length);
  const bound = LARGEST_TOTAL / Math.max(1, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const unit = Math.round(q * values[i]!);
    if (Math.abs(unit) > bound || Math.abs(unit) >= LARGEST_TOTAL) return null;
    units[i] = unit;
  }
  return { q, units };
}

function liesOn(values: Float64Array, q: number, zero: number): boolean {
  for (const value of values) {
    const scaled = q * value;
    const unit = Math.round(scaled);
    if (Math.abs(scaled - unit) > 1e-9 * Math.max(1, Math.abs(scaled))) return false;
    if (unit === 0 && Math.abs(value) > zero) return false;
  }
  return true;
}
