/** Ranks with ties shared, doubled so that they are whole numbers, and the sizes of the tied groups. */
export interface DoubledMidranks {
  readonly doubled: Int32Array;
  readonly tieSizes: readonly number[];
}

/**
 * Twice the midranks of the values, 1 being the smallest: tied values share the mean of the ranks that they take up.
 *
 * @example doubledMidranks(new Float64Array([5, 1, 5])).doubled // [5, 2, 5]: the ranks 2.5, 1, 2.5
 */
export function doubledMidranks(values: Float64Array): DoubledMidranks {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const doubled = new Int32Array(values.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let k = start; k < end; k += 1) doubled[order[k]!] = start + end + 1;
    if (end - start > 1) tieSizes.push(end - start);
    start = end;
  }
  return { doubled, tieSizes };
}
