/** Of the trapezoid rule: its relative error is then about 1e-10. */
const STEP = 0.1;
const NEGLIGIBLE = 1e-17;
/** Factors that are multiplied before their product is put back to size 1. */
const BLOCK = 8;

/** Values, each of which comes so often. */
export interface Weighted {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/**
 * P(Σ wᵢcᵢ ≤ 0) for weights w ~ Dirichlet(1, …, 1), by inverting the generating function Π(1 − cᵢs)⁻¹ of the sum with exponential weights,
 * along a line near its saddle point (statistics.md §21; the sinh substitution makes the trapezoid rule converge geometrically). Its
 * relative error is about 1e-10 also where it is tiny, and it is 0 only where no c is negative.
 *
 * @example weightedSumTail({ values: [0.05, -0.95], counts: [59, 1] }) // 0.0485, which is 0.95 ** 59
 */
export function weightedSumTail(c: Weighted): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of c.values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (most <= 0) return 1;
  if (least >= 0) return 0;
  const at = lineNearSaddle(c, least, most);
  const integral = inversion(c, at);
  return Math.min(1, Math.max(Number.MIN_VALUE, at < 0 ? -integral : 1 - integral));
}

/** The saddle point, kept off the pole at 0 by the scale of the sum, and off the poles at the largest values. */
function lineNearSaddle(c: Weighted, least: number, most: number): number {
  let sum = 0;
  let squares = 0;
  for (let j = 0; j < c.values.length; j += 1) {
    const [value, count] = [c.values[j]!, c.counts[j]!];
    sum += count * value;
    squares += count * value * value;
  }
  const scale = 1 / Math.sqrt(squares);
  const saddle = saddlePoint(c, 1 / least, 1 / most);
  return sum > 0 ? Math.min(saddle, Math.max(-scale, 0.5 / least)) : Math.max(saddle, Math.min(scale, 0.5 / most));
}

/** Where Σ kc/(1 − cs) = 0, roughly: Newton's method, which halves where it would leave what is known. */
function saddlePoint({ values, counts }: Weighted, from: number, to: number): number {
  let [low, high, s] = [from, to, 0];
  for (let step = 0; step < 100; step += 1) {
    let slope = 0;
    let curvature = 0;
    for (let j = 0; j < values.length; j += 1) {
      const ratio = values[j]! / (1 - values[j]! * s);
      slope += counts[j]! * ratio;
      curvature += counts[j]! * ratio * ratio;
    }
    if (slope < 0) low = s;
    else high = s;
    const newton = s - slope / curvature;
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - s) * Math.sqrt(curvature) < 1e-3) return next;
    s = next;
  }
  return s;
}

/** (1/π) ∫ Re[M(s + iy)/(s + iy)] dy over y > 0, with y = sinh(v) over the scale of the integrand. */
function inversion({ values, counts }: Weighted, s: number): number {
  const ratios = new Float64Array(values.length);
  let logM = 0;
  let curvature = 0;
  for (let j = 0; j < values.length; j += 1) {
    const factor = 1 - values[j]! * s;
    ratios[j] = values[j]! / factor;
    logM -= counts[j]! * Math.log(factor);
    curvature += counts[j]! * ratios[j]! * ratios[j]!;
  }
  const scale = Math.sqrt(curvature);
  let sum = 0.5 / s;
  for (let v = STEP; ; v += STEP) {
    const y = Math.sinh(v) / scale;
    const { logSize, angle } = generatingFactor(ratios, counts, y);
    const size = (Math.cosh(v) * Math.exp(logSize)) / Math.sqrt(s * s + y * y);
    sum += size * Math.cos(angle - Math.atan2(y, s));
    if (!(size > NEGLIGIBLE * Math.abs(sum))) break;
  }
  return (Math.exp(logM) * sum * STEP) / (Math.PI * scale);
}

/** Π(1 − iry)⁻ᵏ as the logarithm of its size and its angle. Values that come once are multiplied, which is cheaper than logarithms. */
function generatingFactor(ratios: Float64Array, counts: Float64Array, y: number) {
  let logSize = 0;
  let angle = 0;
  let [real, imaginary, multiplied] = [1, 0, 0];
  for (let j = 0; j < ratios.length; j += 1) {
    const x = ratios[j]! * y;
    if (counts[j] !== 1) {
      logSize -= 0.5 * counts[j]! * Math.log1p(x * x);
      angle += counts[j]! * Math.atan(x);
      continue;
    }
    [real, imaginary] = [real + imaginary * x, imaginary - real * x];
    multiplied += 1;
    if (multiplied % BLOCK !== 0) continue;
    const size = Math.sqrt(real * real + imaginary * imaginary);
    logSize -= Math.log(size);
    real /= size;
    imaginary /= size;
  }
  return {
    logSize: logSize - Math.log(Math.sqrt(real * real + imaginary * imaginary)),
    angle: angle - Math.atan2(imaginary, real),
  };
}
