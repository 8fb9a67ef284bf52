import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval } from '../interval.ts';
import { seededOrder } from '../seeded-order.ts';
import { type KeptComparison, LiveComparison, type LiveState, type TrialOutcome } from './live-comparison.ts';
import { liveMetrics, type LiveSetup } from './live-setup.ts';
import { liveVerdicts } from './live-verdicts.ts';

const RIGHT = { name: 'right', range: [0, 1] as Interval, lowerIsBetter: false };
const STARS = { name: 'stars', range: [1, 5] as Interval, lowerIsBetter: false };

function setupOf(rows: number, changes: Partial<LiveSetup> = {}): LiveSetup {
  const setup: LiveSetup = {
    runIds: ['candidate', 'baseline'],
    metrics: [RIGHT],
    order: Array.from(seededOrder(rows, 1), (row) => `row ${row}`),
    replicates: [1, 1],
    population: 'dataset',
    alpha: 0.05,
    margin: null,
    maxSamples: null,
    isFinalTestPlanned: false,
    hypotheses: 1,
    finished: [],
  };
  return { ...setup, hypotheses: changes.metrics?.length ?? 1, ...changes };
}

function scored(right: number): TrialOutcome {
  return { kind: 'scored', scores: { right } };
}

/** Both runs score all rows in the order of the samples; the last state. */
function played(setup: LiveSetup, candidate: (at: number) => TrialOutcome, baseline: (at: number) => TrialOutcome): LiveState {
  const comparison = new LiveComparison(setup);
  setup.order.forEach((row, at) => {
    comparison.report('candidate', row, 0, candidate(at));
    comparison.report('baseline', row, 0, baseline(at));
  });
  while (comparison.advance() !== null);
  return comparison.state();
}

function everything(comparison: LiveComparison): LiveState[] {
  const states: LiveState[] = [];
  for (let state = comparison.advance(); state !== null; state = comparison.advance()) states.push(state);
  return states;
}

describe('a live comparison', () => {
  it('waits for the next row of the order, whatever else has come', () => {
    const setup = setupOf(3);
    const comparison = new LiveComparison(setup);
    const [first = '', second = '', third = ''] = setup.order;
    for (const row of [second, third])
      for (const run of ['candidate', 'baseline'] as const) comparison.report(run, row, 0, scored(1));
    expect(comparison.advance()).toBeNull();
    comparison.report('candidate', first, 0, scored(1));
    expect(comparison.advance()).toBeNull();
    comparison.report('baseline', first, 0, scored(0));
    expect(everything(comparison).map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  it('has no difference before its first sample', () => {
    const { n, of, metrics, isDecided, ended } = new LiveComparison(setupOf(7)).state();
    expect({ n, of, isDecided, ended }).toEqual({ n: 0, of: 7, isDecided: false, ended: null });
    expect(metrics).toEqual([
      expect.objectContaining({ delta: null, interval: [-1, 1], p: 1, logE: 0, verdict: 'inconclusive', isFact: false }),
    ]);
  });

  it('counts a failure for good, and a score that is not there, as the worst of the metric', () => {
    const setup = setupOf(1, { metrics: [STARS, { name: 'seconds', range: [0, 60], lowerIsBetter: true }] });
    const state = played(
      setup,
      () => ({ kind: 'scored', scores: { stars: 4, seconds: null } }),
      () => ({ kind: 'failed' }),
    );
    expect(state.metrics.map(({ metric, delta, verdict }) => [metric, delta, verdict])).toEqual([
      ['stars', 3, 'a_better'],
      ['seconds', 0, 'equivalent'],
    ]);
  });

  it('tells who is better where lower is better, in the units of the metric', () => {
    const seconds = { name: 'seconds', range: [0, 60] as Interval, lowerIsBetter: true };
    const at = (value: number) => (): TrialOutcome => ({ kind: 'scored', scores: { seconds: value } });
    const comparison = new LiveComparison(setupOf(100, { metrics: [seconds] }));
    for (const row of comparisonRows(100).slice(0, 60)) {
      comparison.report('candidate', row, 0, at(6)());
      comparison.report('baseline', row, 0, at(30)());
    }
    const { delta, interval, ahead, verdict } = everything(comparison).at(-1)!.metrics[0]!;
    expect({ delta, ahead, verdict }).toEqual({ delta: expect.closeTo(-24, 9), ahead: 'a', verdict: 'a_better' });
    expect(interval[0]).toBeLessThan(-24);
    expect(interval[1]).toBeLessThan(0);
  });

  it('averages the replicates of a row once all are there', () => {
    const setup = setupOf(2, { replicates: [3, 1] });
    const comparison = new LiveComparison(setup);
    for (const row of setup.order) comparison.report('baseline', row, 0, scored(0));
    [2, 0].forEach((replicate) => comparison.report('candidate', setup.order[0]!, replicate, scored(1)));
    expect(comparison.advance()).toBeNull();
    comparison.report('candidate', setup.order[0]!, 1, { kind: 'failed' });
    expect(comparison.advance()?.metrics[0]?.delta).toBeCloseTo(2 / 3, 12);
    expect(() => comparison.report('candidate', setup.order[1]!, 3, scored(1))).toThrow('There is no replicate 3 of 3');
  });

  it('keeps the first outcome of a trial, and leaves out rows that are not in the order', () => {
    const comparison = new LiveComparison(setupOf(1));
    comparison.report('candidate', 'row 0', 0, scored(1));
    comparison.report('candidate', 'row 0', 0, { kind: 'failed' });
    comparison.report('candidate', 'row 9', 0, scored(0));
    comparison.report('baseline', 'row 0', 0, scored(0));
    expect(everything(comparison).map(({ metrics }) => metrics[0]?.delta)).toEqual([1]);
  });

  it('refuses a score outside of the range that everything rests on', () => {
    const comparison = new LiveComparison(setupOf(1));
    expect(() => comparison.report('candidate', 'row 0', 0, scored(7))).toThrow(
      'score 7 in "right", whose range was given as 0 to 1',
    );
  });
});

describe('the end of a live comparison', () => {
  it('is a fact once the dataset is through', () => {
    const state = played(
      setupOf(4),
      (at) => scored(at === 0 ? 1 : 0),
      () => scored(0),
    );
    expect(state).toMatchObject({ n: 4, of: 4, ended: 'complete', isDecided: true });
    expect(state.metrics[0]).toMatchObject({ delta: 0.25, interval: [0.25, 0.25], verdict: 'a_better', isFact: true });
  });

  it('calls equal means, and a difference within the margin, equivalent', () => {
    const equal = played(
      setupOf(4),
      (at) => scored(at % 2),
      (at) => scored((at + 1) % 2),
    );
    const close = played(
      setupOf(4, { margin: 0.3 }),
      (at) => scored(at === 0 ? 1 : 0),
      () => scored(0),
    );
    expect([equal, close].map(({ metrics }) => metrics[0]!.verdict)).toEqual(['equivalent', 'equivalent']);
  });

  it('comes with the last sample that was asked for, decided or not', () => {
    const state = played(
      setupOf(50, { maxSamples: 10 }),
      (at) => scored(at % 2),
      (at) => scored((at + 1) % 2),
    );
    expect(state).toMatchObject({ n: 10, of: 10, ended: 'max-samples', isDecided: false });
    expect(state.metrics[0]).toMatchObject({ verdict: 'inconclusive', isFact: false });
  });

  it('is inferred where the question is about new samples', () => {
    const state = played(
      setupOf(3, { population: 'new' }),
      () => scored(1),
      () => scored(0),
    );
    expect(state).toMatchObject({ ended: 'complete', isDecided: false });
    expect(state.metrics[0]).toMatchObject({ verdict: 'inconclusive', isFact: false });
  });

  it('has the exact test that was planned, and pays for it before', () => {
    const better = (count: number) => (at: number) => scored(at < count ? 1 : 0);
    const states = [false, true].map((isFinalTestPlanned) =>
      played(setupOf(8, { population: 'new', isFinalTestPlanned }), better(8), better(0)),
    );
    // All eight differ alike: 2^(1 − 8) by the sign flip, of which the end has 4/5 of α.
    expect(states[1]!.metrics[0]).toMatchObject({ p: expect.closeTo(2 ** -7 / 0.8, 12), verdict: 'a_better' });
    expect(states[0]!.metrics[0]).toMatchObject({ verdict: 'inconclusive' });
    const [plain, planned] = [false, true].map((isFinalTestPlanned) => {
      const comparison = new LiveComparison(setupOf(200, { population: 'new', isFinalTestPlanned }));
      for (const row of comparisonRows(200).slice(0, 12)) {
        comparison.report('candidate', row, 0, scored(1));
        comparison.report('baseline', row, 0, scored(0));
      }
      return everything(comparison).at(-1)!.metrics[0]!;
    });
    expect(planned!.p).toBeCloseTo(5 * plain!.p, 12);
    expect(planned!.interval[0]).toBeLessThan(plain!.interval[0]);
  });

  it('can be known by the margin: the same answers twice are equivalent before the end', () => {
    const same = (at: number): TrialOutcome => scored(at % 3 === 0 ? 0 : 1);
    const comparison = new LiveComparison(setupOf(300, { margin: 0.1 }));
    const rows = comparisonRows(300);
    const decided = rows.findIndex((row, at) => {
      for (const run of ['candidate', 'baseline'] as const) comparison.report(run, row, 0, same(at));
      return comparison.advance()!.metrics[0]!.verdict === 'equivalent';
    });
    expect(decided).toBeGreaterThan(10);
    expect(decided).toBeLessThan(150);
    const [low, high] = comparison.state().metrics[0]!.interval;
    expect([low > -0.1, high < 0.1]).toEqual([true, true]);
  });
});

describe('a baseline that ends', () => {
  it('is a control from the first sample on where it had ended before, with the other runs that had', () => {
    const scores = Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? 0 : 1));
    const other = scores.map((score, at) => (at % 7 === 0 ? 1 - score : score));
    const finished = [
      { runId: 'baseline', scores: { right: scores } },
      { runId: 'other', scores: { right: other } },
      { runId: 'candidate', scores: { right: scores } },
    ];
    const setup = setupOf(40, { finished });
    const comparison = new LiveComparison(setup);
    setup.order.forEach((row, at) => comparison.report('candidate', row, 0, scored(scores[at]!)));
    const [first] = everything(comparison);
    expect(first?.metrics[0]?.control.map(({ runId }) => runId)).toEqual(['baseline', 'other']);
    for (const { weight } of first?.metrics[0]?.control ?? []) expect(weight).toBeGreaterThan(0.3);
  });

  it('is one from the next sample on where it ends meanwhile', () => {
    const setup = setupOf(30);
    const comparison = new LiveComparison(setup);
    expect(() => comparison.endBaseline()).toThrow('The baseline has no outcome for row');
    setup.order.forEach((row, at) => {
      comparison.report('baseline', row, 0, scored(at % 2));
      if (at < 20) comparison.report('candidate', row, 0, scored(1));
    });
    for (let n = 0; n < 10; n += 1) comparison.advance();
    expect(comparison.state().metrics[0]!.control).toEqual([]);
    comparison.endBaseline();
    expect(comparison.advance()!.metrics[0]!.control).toEqual([{ runId: 'baseline', weight: 0.5 }]);
    expect(comparison.kept().baselineEndedAt).toBe(10);
  });
});

describe('a family', () => {
  it('is corrected by Holm over all its metrics, and decided when all of them are', () => {
    const setup = setupOf(400, { metrics: [RIGHT, STARS] });
    const comparison = new LiveComparison(setup);
    setup.order.slice(0, 120).forEach((row, at) => {
      comparison.report('candidate', row, 0, { kind: 'scored', scores: { right: 1, stars: at % 2 ? 4 : 3 } });
      comparison.report('baseline', row, 0, { kind: 'scored', scores: { right: at % 4 ? 1 : 0, stars: at % 2 ? 3 : 4 } });
    });
    const states = everything(comparison);
    for (const { metrics, isDecided } of states) {
      const [right, stars] = metrics as [(typeof metrics)[0], (typeof metrics)[0]];
      const [low, high] = right.p < stars.p ? [right, stars] : [stars, right];
      expect(low.correctedP).toBe(Math.min(1, 2 * low.p));
      expect(high.correctedP).toBe(Math.max(low.correctedP, high.p));
      expect(isDecided).toBe(false);
    }
    expect(states.at(-1)!.metrics.map(({ verdict }) => verdict)).toEqual(['a_better', 'inconclusive']);
  });

  it('may span several pairs', () => {
    const finding = { leader: 'a', simultaneousInterval: [-1, 1], margin: null } as const;
    const judged = liveVerdicts(
      [
        { ...finding, p: 0.03 },
        { ...finding, p: 0.01, leader: 'b' },
        { ...finding, p: 0.5 },
      ],
      0.05,
    );
    expect(judged).toEqual([
      { correctedP: 0.06, verdict: 'inconclusive' },
      { correctedP: 0.03, verdict: 'b_better' },
      { correctedP: 0.5, verdict: 'inconclusive' },
    ]);
  });
});

describe('a setup', () => {
  it.each<[string, Partial<LiveSetup>, string]>([
    ['without rows', { order: [] }, 'no rows'],
    ['without metrics', { metrics: [] }, 'no metrics'],
    ['with a row twice', { order: ['x', 'x'] }, 'twice'],
    ['with an alpha of 1', { alpha: 1 }, 'alpha must lie between 0 and 1'],
    ['with a margin of 0', { margin: 0 }, 'The margin must be a positive number'],
    ['with a margin as large as the range', { margin: 1 }, 'no difference could exceed the margin of 1'],
    ['with half a sample', { maxSamples: 0.5 }, 'max_samples must be a whole number from 1 on'],
    ['without replicates', { replicates: [0, 1] }, 'once or more'],
    ['with fewer verdicts than metrics', { hypotheses: 0 }, 'at least as many verdicts'],
    ['with a final test on a dataset', { isFinalTestPlanned: true }, 'only about new samples'],
    ['with a finished run that is too short', { finished: [{ runId: 'x', scores: { right: [1] } }] }, 'a place for each row'],
  ])('%s is refused', (_, changes, message) => {
    expect(() => new LiveComparison(setupOf(2, changes))).toThrow(message);
  });

  it('needs the range of every metric', () => {
    const ranges = new Map<string, Interval>([
      ['right', [0, 1]],
      ['flat', [2, 2]],
    ]);
    expect(liveMetrics(['right'], ranges, new Set(['right']))).toEqual([{ ...RIGHT, lowerIsBetter: true }]);
    for (const unknown of ['stars', 'flat'])
      expect(() => liveMetrics([unknown], ranges, new Set())).toThrow(`The range of "${unknown}" is not known`);
  });
});

describe('whatever the order of arrival', () => {
  const trial = fc.record({
    right: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    hasFailed: fc.boolean(),
  });
  const rows = fc.array(fc.record({ candidate: fc.tuple(trial, trial), baseline: fc.tuple(trial, trial) }), {
    minLength: 1,
    maxLength: 20,
  });

  it('the states are the same, also where the comparison was kept as JSON in between, at any moment', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), fc.boolean(), (drawn, shuffle, moment, isNew) => {
        const setup = setupOf(drawn.length, {
          replicates: [2, 2],
          margin: 0.3,
          ...(isNew && { population: 'new', isFinalTestPlanned: true }),
        });
        const reports = drawn.flatMap(({ candidate, baseline }, at) =>
          [0, 1].flatMap((replicate) => [
            { run: 'candidate', at, replicate, outcome: outcomeOf(candidate[replicate]!) } as const,
            { run: 'baseline', at, replicate, outcome: outcomeOf(baseline[replicate]!) } as const,
          ]),
        );
        const straight = new LiveComparison(setup);
        for (const { run, at, replicate, outcome } of reports) straight.report(run, setup.order[at]!, replicate, outcome);
        const expected = everything(straight);

        let mixed = new LiveComparison(setup);
        const found: LiveState[] = [];
        [...seededOrder(reports.length, shuffle)].forEach((which, arrived) => {
          if (arrived === moment % reports.length)
            mixed = new LiveComparison(setup, JSON.parse(JSON.stringify(mixed.kept())) as KeptComparison);
          const { run, at, replicate, outcome } = reports[which]!;
          mixed.report(run, setup.order[at]!, replicate, outcome);
          found.push(...everything(mixed));
        });
        expect(found).toEqual(expected);
        expect(JSON.stringify(mixed.kept())).toBe(JSON.stringify(straight.kept()));
      }),
      { numRuns: 60 },
    );
  });

  it('a comparison whose baseline has ended meanwhile goes on from its JSON as it was', () => {
    const setup = setupOf(30);
    const straight = new LiveComparison(setup);
    setup.order.forEach((row, at) => straight.report('baseline', row, 0, scored(at % 2)));
    setup.order.forEach((row, at) => at < 20 && straight.report('candidate', row, 0, scored(at % 5 ? 1 : 0)));
    for (let n = 0; n < 10; n += 1) straight.advance();
    straight.endBaseline();
    const restored = new LiveComparison(setup, JSON.parse(JSON.stringify(straight.kept())) as KeptComparison);
    expect(everything(restored)).toEqual(everything(straight));
  });
});

function comparisonRows(count: number): readonly string[] {
  return setupOf(count).order;
}

function outcomeOf({ right, hasFailed }: { readonly right: number; readonly hasFailed: boolean }): TrialOutcome {
  return hasFailed ? { kind: 'failed' } : scored(right);
}
