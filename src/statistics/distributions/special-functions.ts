const TINY = 1e-300;
const MAX_TERMS = 20_000;
const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Coefficients B₂ₖ / (2k(2k − 1)) of Stirling's series, from the highest power of 1/x² down. */
const STIRLING = [-0.029550653594771242, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417];
const STIRLING_LOW = [-0.0005952380952380953, 0.0007936507936507937, -0.002777777777777778, 0.08333333333333333];

/**
 * The regularized incomplete beta function I_x(a, b), by Lentz's continued fraction (NIST DLMF 8.17.22).
 * `complement` is 1 − x: give it where it is known more exactly than the subtraction would tell. The upper tail is
 * `incompleteBeta(1 - x, b, a, x)`, computed as such.
 *
 * @example incompleteBeta(0.1, 0.5, 0.5) // 0.20483276469913345
 */
export function incompleteBeta(x: number, a: number, b: number, complement: number = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  const logX = x > 0.5 ? Math.log1p(-complement) : Math.log(x);
  const logComplement = complement > 0.5 ? Math.log1p(-x) : Math.log(complement);
  const front = Math.exp(a * logX + b * logComplement - logBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) return Math.min(1, (front * betaFraction(x, a, b)) / a);
  return Math.max(0, 1 - (front * betaFraction(complement, b, a)) / b);
}

function betaFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = awayFromZero(1 - ((a + b) * x) / (a + 1));
  denominator = 1 / denominator;
  let fraction = denominator;
  for (let term = 1; term <= MAX_TERMS; term += 1) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    fraction *= numerator * denominator;
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const change = numerator * denominator;
    fraction *= change;
    if (Math.abs(change - 1) < 3e-16) break;
  }
  return fraction;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * The upper regularized incomplete gamma function Q(a, x): a series below a + 1 (NIST DLMF 8.7.1), Lentz's continued fraction
 * above (8.9.2), so that a small tail keeps its relative precision.
 *
 * @example incompleteGammaUpper(0.5, 1.9207294) // 0.05, the two-sided tail of the standard normal at 1.96
 */
export function incompleteGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k <= MAX_TERMS && term > sum * 1e-17; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  let base = x + 1 - a;
  let numerator = 1e300;
  let denominator = 1 / base;
  let fraction = denominator;
  for (let k = 1; k <= MAX_TERMS; k += 1) {
    const step = -k * (k - a);
    base += 2;
    denominator = 1 / (step * denominator + base);
    numerator = base + step / numerator;
    const change = numerator * denominator;
    fraction *= change;
    if (Math.abs(change - 1) < 3e-16) break;
  }
  return fraction;
}

/**
 * ln B(a, b) for a, b > 0, without the cancellation of ln Γ(a) + ln Γ(b) − ln Γ(a + b) where one of them is large.
 * Source: Didonato and Morris 1992, ACM TOMS 708 (the remainders of Stirling's formula are subtracted, not the whole logarithms).
 *
 * @example logBeta(5000, 0.5) // -3.6862068606…
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 10) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const share = small / (small + large);
  const remainder = stirlingRemainder(large) - stirlingRemainder(small + large);
  if (small < 10)
    return logGamma(small) + remainder + small - small * Math.log(small + large) + (large - 0.5) * Math.log1p(-share);

  return (
    HALF_LOG_TWO_PI -
    0.5 * Math.log(large) +
    stirlingRemainder(small) +
    remainder +
    (small - 0.5) * Math.log(share) +
    large * Math.log1p(-share)
  );
}

/**
 * What Stirling's formula leaves out: ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), for x ≥ 10, to the last digit of a double.
 * Source: NIST DLMF 5.11.1.
 */
function stirlingRemainder(x: number): number {
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
