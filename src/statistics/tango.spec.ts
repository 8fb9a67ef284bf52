import { describe, expect, it } from '@jest/globals';
import { golden } from './golden.fixture.ts';
import { tangoInterval } from './tango.ts';

describe('Tango’s interval', () => {
  it.each(golden('paired_score'))('meets the golden case %s', (_, { input, expected }) => {
    const { n, only_a: onlyA, only_b: onlyB, alpha } = input;
    const found = [tangoInterval(n, onlyA, onlyB, alpha), tangoInterval(n, onlyA, onlyB, 2 * alpha)];
    [expected.interval, expected.equivalence_interval].forEach((wanted, i) => {
      expect(Math.abs(found[i]![0] - wanted[0])).toBeLessThan(1e-9);
      expect(Math.abs(found[i]![1] - wanted[1])).toBeLessThan(1e-9);
    });
  });

  it('lies within −1 and 1 around the estimate, and mirrors, for every table', () => {
    for (const n of [1, 2, 3, 7, 12]) {
      for (let onlyA = 0; onlyA <= n; onlyA += 1) {
        for (let onlyB = 0; onlyA + onlyB <= n; onlyB += 1) {
          const [low, high] = tangoInterval(n, onlyA, onlyB, 0.05)!;
          const delta = (onlyA - onlyB) / n;
          expect([-1 <= low, low <= delta, delta <= high, high <= 1, low < high]).toEqual([true, true, true, true, true]);
          expect(tangoInterval(n, onlyB, onlyA, 0.05)).toEqual([-high + 0, -low + 0]);
        }
      }
    }
    expect(tangoInterval(0, 0, 0, 0.05)).toBeNull();
  });
});
