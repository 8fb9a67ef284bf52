const SMALLEST_P = 1e-12;
const LARGEST_FREQUENCIES = 600;
const REACH = 12;

/**
 * The sign-flip p-value of many real differences, by inverting the characteristic function Π cos(dᵢt) of the randomly signed sum with
 * the trapezoid rule at half-integer points (Davies 1973, Biometrika 60; statistics.md §20). Good to about 1e-12, which is also the
 * smallest value given. Null where the function does not die away, as with one difference that outweighs all others. `spacing` is the distance of the values that the sum can take, where that is known: half of it is taken off.
 *
 * @example spectralSignFlip(differences) // what Monte Carlo tends to
 */
export function spectralSignFlip(differences: Float64Array, spacing = 0): number | null {
  let sum = 0;
  let squares = 0;
  for (const value of differences) {
    sum += value;
    squares += value * value;
  }
  const sd = Math.sqrt(squares);
  const observed = Math.abs(sum) - spacing / 2;
  if (observed > 7.5 * sd) return SMALLEST_P;
  const products = cosineProducts(differences, Math.PI / (REACH * sd));
  if (products === null) return null;
  let tail = 0.5;
  for (let k = 0; k < products.length; k += 1) {
    const frequency = ((k + 0.5) * Math.PI) / (REACH * sd);
    tail -= (products[k]! * Math.sin(frequency * observed)) / (Math.PI * (k + 0.5));
  }
  return Math.min(1, Math.max(SMALLEST_P, 2 * tail));
}

/** Π cos(dᵢt) at t = (k + ½) · step until it has vanished; the cosines follow by Chebyshev's recurrence. */
function cosineProducts(differences: Float64Array, step: number): number[] | null {
  const n = differences.length;
  const twice = differences.map((value) => 2 * Math.cos(value * step));
  let current = differences.map((value) => Math.cos(0.5 * value * step));
  let previous = current.slice();
  const products: number[] = [];
  let silent = 0;
  while (silent < 8) {
    if (products.length === LARGEST_FREQUENCIES) return null;
    let product = 1;
    for (let i = 0; i < n; i += 1) product *= current[i]!;
    products.push(product);
    silent = Math.abs(product) < 1e-17 ? silent + 1 : 0;
    for (let i = 0; i < n; i += 1) previous[i] = twice[i]! * current[i]! - previous[i]!;
    [previous, current] = [current, previous];
  }
  return products;
}
