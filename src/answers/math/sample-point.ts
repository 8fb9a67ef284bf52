const PLACES = 24;
const WHOLE = [7, 106, 8, 25, 33, 14, 11, 30, 9, 41, 12, 57, 10, 63, 20, 77];

/**
 * The values of so many symbols at one point, as decimals that are special to no formula: some in (0, 1), some beyond, with minus signs
 * at every other point. The same for the same arguments.
 */
export function samplePoint(trial: number, symbols: number): readonly string[] {
  return Array.from({ length: symbols }, (_, symbol) => coordinate(trial, symbol));
}

/** Whole numbers, odd and even, rising from symbol to symbol at some points and falling at others. */
export function wholePoint(trial: number, symbols: number): readonly string[] {
  const first = WHOLE[trial % WHOLE.length] ?? 7;
  const rising = Array.from({ length: symbols }, (_, symbol) => String(first + 4 * symbol + (symbol % 3)));
  return trial % 4 < 2 ? rising : rising.reverse();
}

function coordinate(trial: number, symbol: number): string {
  let state = trial * 7919 + symbol * 104_729 + 12_345;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  next();
  const sign = trial % 2 === 1 && (symbol === 0 || next() < 0.5) ? '-' : '';
  const whole = trial % 4 < 2 ? 0 : 1 + Math.floor(next() * 3);
  const digits = Array.from({ length: PLACES }, () => Math.floor(next() * 10));
  return `${sign}${whole}.${1 + Math.floor(next() * 9)}${digits.join('')}7`;
}
