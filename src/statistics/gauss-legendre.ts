/** Where to take an integrand on [−1, 1], and with which weights. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre quadrature with n points: exact for polynomials up to degree 2n − 1. Newton's method on Legendre's polynomial
 * (NIST DLMF 3.5.13).
 *
 * @example gaussLegendre(2).points // ±1/√3
 */
export function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step += 1) {
      let previous = 1;
      let current = x;
      for (let k = 2; k <= n; k += 1) [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
      slope = (n * (x * current - previous)) / (x * x - 1);
      x -= current / slope;
    }
    points[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
