/** Where to look for a root, and how near is near enough. */
export interface RootSearch {
  readonly low: number;
  readonly high: number;
  /** A first guess, and how steeply the function rises there. */
  readonly guess: number;
  readonly slope: number;
  readonly tolerance: number;
}

const SECANTS = 30;
const MOST_STEPS = 200;

/**
 * Where an increasing function crosses 0 between two points: by secants, and by halving wherever these leave what is known. It may be
 * infinite at both ends.
 *
 * @example increasingRoot((x) => x ** 3 - 2, { low: 0, high: 2, guess: 1, slope: 3, tolerance: 1e-12 }) // 1.2599210498948732
 */
export function increasingRoot(f: (x: number) => number, { guess, slope, tolerance, ...ends }: RootSearch): number {
  let { low, high } = ends;
  let x = guess > low && guess < high ? guess : 0.5 * (low + high);
  let value = f(x);
  let rise = slope;
  for (let step = 0; step < MOST_STEPS && value !== 0; step += 1) {
    if (value < 0) low = x;
    else high = x;
    const secant = x - value / rise;
    const next = step < SECANTS && secant > low && secant < high ? secant : 0.5 * (low + high);
    if (Math.abs(next - x) <= tolerance) return next;
    const nextValue = f(next);
    rise = (nextValue - value) / (next - x);
    [x, value] = [next, nextValue];
  }
  return x;
}
