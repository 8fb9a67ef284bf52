import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LiveMetricState, LiveState } from '../statistics/live/live-comparison.ts';
import { type StateDocument, stateDocument } from './comparison-wire.ts';
import { statePace } from './state-pace.ts';

const METRIC: LiveMetricState = {
  metric: 'right',
  delta: 0,
  interval: [-1, 1],
  p: 1,
  correctedP: 1,
  logE: 0,
  ahead: 'a',
  control: [],
  verdict: 'inconclusive',
  isFact: false,
};

function at(n: number, verdict: LiveMetricState['verdict'] = 'inconclusive', of = 10_000): LiveState {
  return { n, of, metrics: [{ ...METRIC, verdict }], isDecided: verdict !== 'inconclusive', ended: null };
}

function documentOf(state: LiveState): StateDocument {
  return stateDocument('id', 0, state, { ended: null, saved: null });
}

describe('statePace', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('says the first state and every new verdict at once', () => {
    const pace = statePace(null);
    expect(pace.isDue(at(0))).toBe(true);
    pace.said(at(0));
    expect(pace.isDue(at(1))).toBe(false);
    expect(pace.isDue(at(1, 'a_better'))).toBe(true);
  });

  it('says a thousandth of the samples more a tenth of a second later, ten states a second at most', () => {
    const pace = statePace(null);
    pace.said(at(0));
    jest.advanceTimersByTime(99);
    expect(pace.isDue(at(5_000))).toBe(false);
    expect(pace.msLeft(at(5_000), 2_000)).toBe(1);
    jest.advanceTimersByTime(1);
    expect(pace.isDue(at(10))).toBe(true);
    expect(pace.isDue(at(9))).toBe(false);
  });

  it('says fewer after five seconds, and never waits longer than it is asked to', () => {
    const pace = statePace(null);
    pace.said(at(0));
    expect(pace.msLeft(at(1), 2_000)).toBe(2_000);
    jest.advanceTimersByTime(4_999);
    expect(pace.isDue(at(1))).toBe(false);
    jest.advanceTimersByTime(1);
    expect(pace.isDue(at(1))).toBe(true);
  });

  it('says nothing that was said, also before it began', () => {
    const pace = statePace(documentOf(at(50)));
    for (const known of [at(0), at(49), at(50)]) expect(pace.isDue(known)).toBe(false);
    expect(pace.msLeft(at(50), 2_000)).toBe(2_000);
    expect(pace.isDue(at(60))).toBe(true);
    expect(pace.isDue(at(51, 'b_better'))).toBe(true);
    pace.said(at(60));
    jest.advanceTimersByTime(60_000);
    expect(pace.isDue(at(60))).toBe(false);
  });
});
