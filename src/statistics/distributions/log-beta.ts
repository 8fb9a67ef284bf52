import { logGamma, stirlingRemainder } from './log-gamma.ts';

const HALF_LOG_TWO_PI = 0.9189385332046727;

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
