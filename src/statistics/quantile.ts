/** Parts that may be divided badly before the rest is sorted instead. */
const MAX_PASSES = 64;

/**
 * The value that a share of the values lies below, between neighbours by interpolation: type 7 of Hyndman & Fan 1996, the default of R and
 * NumPy. Found by selection, which puts the values into another order. They have no NaN; the quantile of none is NaN.
 */
export function quantile(values: Float64Array, share: number): number {
  const place = share * (values.length - 1);
  const at = Math.floor(place);
  const low = selected(values, at);
  const part = place - at;
  return part > 0 ? low + part * (least(values.subarray(at + 1)) - low) : low;
}

/** The value that has `at` values before it in ascending order; those are then before it, and no smaller one after it (Hoare 1961, FIND). */
function selected(values: Float64Array, at: number): number {
  let first = 0;
  let last = values.length - 1;
  for (let pass = 0; first < last; pass += 1) {
    if (pass === MAX_PASSES) {
      values.subarray(first, last + 1).sort();
      break;
    }
    const [low, high] = divided(values, first, last, values[at] ?? NaN);
    if (high < at) first = low;
    if (at < low) last = high;
  }
  return values[at] ?? NaN;
}

/** Puts what is not above a value before what is not below it. Returns where the second part begins, and where the first ends. */
function divided(values: Float64Array, first: number, last: number, pivot: number): [low: number, high: number] {
  let low = first;
  let high = last;
  while (low <= high) {
    while ((values[low] ?? NaN) < pivot) low += 1;
    while ((values[high] ?? NaN) > pivot) high -= 1;
    if (low > high) break;
    const value = values[low] ?? NaN;
    values[low] = values[high] ?? NaN;
    values[high] = value;
    low += 1;
    high -= 1;
  }
  return [low, high];
}

function least(values: Float64Array): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity);
}
