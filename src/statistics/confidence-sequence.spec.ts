import { describe, expect, it } from '@jest/globals';
import { confidenceSequence, empiricalBernstein } from './confidence-sequence.ts';
import { randomStream } from './random.ts';

const SEQUENCES = { betting: confidenceSequence, 'empirical Bernstein': empiricalBernstein };

describe.each(Object.entries(SEQUENCES))('a confidence sequence by %s', (_, sequence) => {
  it('refuses a value that can not be a difference of scores in [0, 1]', () => {
    for (const wrong of [1.1, -2, NaN, Infinity]) expect(() => sequence().add(wrong)).toThrow('must lie in [-1, 1]');
  });

  it('ends with the last sample of the dataset', () => {
    const whole = sequence({ populationSize: 2 });
    whole.add(1);
    whole.add(0);
    expect(() => whole.add(1)).toThrow('All 2 samples have been taken');
  });

  it('never widens, and closes on the mean of a dataset that is seen whole', () => {
    const stream = randomStream(1);
    const whole = sequence({ populationSize: 300 });
    let width = 2;
    let last = { mean: NaN, interval: [-1, 1] as readonly [number, number] };
    for (let t = 0; t < 300; t += 1) {
      last = whole.add((stream.next() % 3) - 1);
      expect(last.interval[1] - last.interval[0]).toBeLessThanOrEqual(width);
      width = last.interval[1] - last.interval[0];
    }
    expect(last.interval[0]).toBeLessThanOrEqual(last.mean + 1e-12);
    expect(last.interval[1]).toBeGreaterThanOrEqual(last.mean - 1e-12);
    expect(width).toBeLessThan(0.03);
  });
});
