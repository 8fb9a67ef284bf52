import { logBeta } from './log-beta.ts';

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
