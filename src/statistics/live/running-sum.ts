/** A sum to which values are added one by one. */
export interface RunningSum {
  add(value: number): void;
  value(): number;
}

/**
 * Keeps what rounding takes off each sum and adds it back (Neumaier 1974), as compensatedSum does with all values at hand: what is left of a
 * million rows must not come out below zero by rounding.
 */
export function runningSum(): RunningSum {
  let sum = 0;
  let lost = 0;
  return {
    add(value) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    },
    value: () => sum + lost,
  };
}
