/** Two runs' valid scores of one metric over the samples that both have. */
export interface PairedScores {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The rows of the alignment that the scores come from. */
  readonly rows: Int32Array;
}

/**
 * The inner join of two aligned columns: rows in which neither is NaN (statistics.md §1).
 *
 * @example pairedScores(new Float64Array([1, NaN]), new Float64Array([0, 1])) // a: [1], b: [0], rows: [0]
 */
export function pairedScores(columnA: Float64Array, columnB: Float64Array): PairedScores {
  const size = columnA.length;
  const a = new Float64Array(size);
  const b = new Float64Array(size);
  const rows = new Int32Array(size);
  let n = 0;
  for (let row = 0; row < size; row += 1) {
    const left = columnA[row]!;
    const right = columnB[row]!;
    if (Number.isNaN(left) || Number.isNaN(right)) continue;
    a[n] = left;
    b[n] = right;
    rows[n] = row;
    n += 1;
  }
  return { a: a.subarray(0, n), b: b.subarray(0, n), rows: rows.subarray(0, n) };
}
