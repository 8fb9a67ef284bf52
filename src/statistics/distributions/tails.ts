import { incompleteBeta, incompleteGammaUpper, logBeta } from './special-functions.ts';

/**
 * P(X > x) for the χ² distribution, as an upper tail. Source: Q(k/2, x/2), NIST DLMF 8.11.
 *
 * @example chiSquareTail(3.841458820694124, 1) // 0.05
 */
export function chiSquareTail(x: number, df: number): number {
  return incompleteGammaUpper(df / 2, x / 2);
}

/**
 * P(F > f) for Fisher's F, as an upper tail. Source: I_x(d₂/2, d₁/2) with x = d₂/(d₂ + d₁f).
 *
 * @example fTail(4.102821015, 2, 10) // 0.05
 */
export function fTail(f: number, df1: number, df2: number): number {
  if (!(f > 0)) return 1;
  if (f === Infinity) return 0;
  const scale = df2 + df1 * f;
  return incompleteBeta(df2 / scale, df2 / 2, df1 / 2, (df1 * f) / scale);
}

/**
 * P(X ≤ k) for X heads in n tosses of a fair coin, by adding terms from the largest down: relative precision holds to 1e-300.
 *
 * @example fairBinomialTail(3, 10) // 0.171875
 */
export function fairBinomialTail(k: number, n: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (2 * k >= n) return 1 - fairBinomialTail(n - k - 1, n);
  let relative = 1;
  let sum = 1;
  for (let j = k; j > 0 && relative > sum * 1e-18; j -= 1) {
    relative *= j / (n - j + 1);
    sum += relative;
  }
  return fairBinomialMass(k, n) * sum;
}

/** P(X = k) for X heads in n tosses of a fair coin. */
export function fairBinomialMass(k: number, n: number): number {
  if (k < 0 || k > n) return 0;
  if (n <= 50) return smallMass(k, n);
  return Math.exp(-n * Math.LN2 - Math.log(n + 1) - logBeta(n - k + 1, k + 1));
}

function smallMass(k: number, n: number): number {
  let choose = 1;
  for (let j = 1; j <= k; j += 1) choose = (choose * (n - k + j)) / j;
  return choose * 2 ** -n;
}
