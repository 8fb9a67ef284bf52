import { describe, expect, it } from '@jest/globals';
import { adjust } from '../adjust.ts';
import { golden, type LiveGoldenState } from '../golden.fixture.ts';
import { controlWeights } from './control-weights.ts';
import { type LiveSequence, liveSequence, type SequenceState } from './live-sequence.ts';
import { controlOf } from './next-draw.ts';

const close = (value: number, digits: number): number => expect.closeTo(value, digits) as unknown as number;

describe('the weights of a control', () => {
  it.each(golden('live_weights'))('meet %s', (_, { input, expected }) => {
    const found = controlWeights(input.finished.map((column) => Float64Array.from(column)));
    expect(found).toEqual(expected.weights.map((weight) => close(weight, 12)));
  });
});

describe('a live sequence', () => {
  it.each(golden('live_set'))('meets %s on a dataset', (_, { input, expected }) => {
    const inOrder = (scores: readonly number[]): Float64Array => Float64Array.from(input.order, (row) => scores[row]!);
    const columns = input.finished.map(inOrder);
    const [candidate, baseline] = [inOrder(input.b), columns[0]!];
    const sequence = liveSequence({ population: 'dataset', thresholds: [-Math.log(input.alpha)] }, { candidate, baseline });
    const controls = columns.slice(0, input.weights.length);
    if (input.baseline_finished) sequence.setControl(controlOf(baseline, controls, input.weights));
    expectStates(sequence, candidate.length, expected.states);
  });

  it.each(golden('live_pop'))('meets %s on new samples', (_, { input, expected }) => {
    // Scores from 0 to 1 that differ by d.
    const candidate = Float64Array.from(input.d, (d) => Math.max(0, d));
    const baseline = Float64Array.from(input.d, (d) => Math.max(0, -d));
    const sequence = liveSequence({ population: 'new', thresholds: [-Math.log(input.alpha)] }, { candidate, baseline });
    expectStates(sequence, candidate.length, expected.states);
  });
});

describe('p-values of e-values', () => {
  it.each(golden('e_values'))('meet %s, also by Holm', (_, { input, expected }) => {
    const p = input.e.map((e) => Math.min(1, 1 / e));
    expect(p).toEqual(expected.p.map((value) => close(value, 12)));
    expect(adjust(p, 'holm')).toEqual(expected.holm.map((value) => close(value, 12)));
  });
});

function expectStates(sequence: LiveSequence, rows: number, expected: readonly LiveGoldenState[]): void {
  const states = Array.from({ length: rows }, () => {
    sequence.step();
    return sequence.state();
  });
  expect(expected.length).toBeGreaterThan(3);
  for (const { t, log_e, p, ahead, interval } of expected) {
    expect({ t, ...goldenFields(states[t - 1]!) }).toEqual({
      t,
      log: log_e === null ? Infinity : close(log_e, 8),
      p: close(p, 8),
      ahead,
      interval: interval.map((bound) => close(bound, 9)),
    });
  }
}

function goldenFields({ evidence, intervals }: SequenceState) {
  return { log: evidence.log, p: Math.exp(-evidence.highest), ahead: evidence.ahead, interval: intervals[0] };
}
