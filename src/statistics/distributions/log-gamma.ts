const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Coefficients B₂ₖ / (2k(2k − 1)) of Stirling's series, from the highest power of 1/x² down. */
const STIRLING = [-0.029550653594771242, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417];
const STIRLING_LOW = [-0.0005952380952380953, 0.0007936507936507937, -0.002777777777777778, 0.08333333333333333];

/**
 * What Stirling's formula leaves out: ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), for x ≥ 10, to the last digit of a double.
 * Source: NIST DLMF 5.11.1.
 */
export function stirlingRemainder(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (const coefficient of STIRLING) sum = sum * inverseSquare + coefficient;
  for (const coefficient of STIRLING_LOW) sum = sum * inverseSquare + coefficient;
  return sum / x;
}

/**
 * ln Γ(x) for x > 0: Stirling's series (NIST DLMF 5.11.1) after the recurrence Γ(x + 1) = xΓ(x) has lifted x above 10.
 *
 * @example logGamma(5) // ln 24 = 3.1780538303479458
 */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingRemainder(shifted) - Math.log(product);
}
