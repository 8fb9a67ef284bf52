/**
 * The value that a share of the values lies below, between neighbours by interpolation: type 7 of Hyndman & Fan 1996, the default of R and
 * NumPy. `sorted` ascends; NaN where it is empty.
 */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  return low + (place % 1) * ((sorted[Math.ceil(place)] ?? low) - low);
}
