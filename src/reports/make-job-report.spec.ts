import { describe, expect, it } from '@jest/globals';
import { type ReportEvent, reportOfEvents } from '../../test/fixtures/report-of-events.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { JobReport, MetricQuality, ReportedJob } from './job-report.ts';
import { reportOf } from './job-report.fixture.ts';
import { reportedJob, scored, telemetry, trial } from './report-events.fixture.ts';

const REPEATED = { repeats: 3 };

/** A report of the trials and scorings of one step, as they come. */
class Scored {
  readonly #job: ReportedJob;
  readonly #events: ReportEvent[] = [];

  constructor(job: Partial<ReportedJob>) {
    this.#job = reportedJob(job);
  }

  addTrial(payload: TrialPayload): void {
    this.#events.push({ type: 'trial', payload });
  }

  addScoring(payload: ScoringPayload): void {
    this.#events.push({ type: 'scoring', payload });
  }

  get report(): JobReport {
    return reportOfEvents(this.#job, this.#events);
  }

  get metric(): MetricQuality | undefined {
    return this.report.quality.metrics.find(({ name }) => name === 'right');
  }
}

describe('the report of a job', () => {
  it('reports on a job that has no events yet', () => {
    const report = reportOfEvents(reportedJob({ status: 'queued', is_settled: false }), []);
    expect(report).toMatchObject({
      quality: { metrics: [], overall: null },
      reliability: { trials: 0, failures: [] },
      telemetry: { trials: 0, latency: null },
      trajectory: null,
    });
  });

  it('adds up tokens, and says how many trials did not tell theirs', () => {
    const trials = [4, null, 6].map((tokens, seq) => trial({ seq }, { telemetry: telemetry(1, tokens) }));
    const report = reportOfEvents(
      reportedJob(),
      trials.map((payload) => ({ type: 'trial', payload })),
    );
    expect(report.telemetry).toMatchObject({
      trials: 3,
      input_tokens: 10,
      output_tokens: 10,
      without_tokens: 1,
      latency: { n: 3, mean: 1, p50: 1, p95: 1, max: 1, is_exact: true },
    });
  });

  it('shows of an optimize job the best step, how far it is from the baseline, and what changed', () => {
    const { quality, trajectory, reliability, examples } = reportOf('Answer politely: {{ q }}');
    expect(quality.step_index).toBe(1);
    expect(trajectory?.steps).toMatchObject([
      { step_index: 0, is_best: false, score: 0.25, difference_to_baseline: 0, changes: null },
      { step_index: 1, is_best: true, score: 0.75, difference_to_baseline: 0.5 },
    ]);
    expect(trajectory?.best_changes).toContainEqual({ kind: 'added', text: 'politely' });
    expect(reliability).toMatchObject({ trials: 4, failed_trials: 2 });
    expect(examples.listed.map(({ mean_score: score }) => score)).toEqual([0.5, 1]);
  });

  it('shows the step that runs while none has a score, and keeps the best when a later step fails', () => {
    const one = trial({ q: 1 });
    const proposal = { prompt_template: '{{ q }}', thinking: null, advice: null };
    const events: ReportEvent[] = [
      { type: 'proposal', payload: proposal },
      { type: 'trial', payload: one },
      { type: 'scoring', payload: scored(one, 0.5) },
    ];
    const running = reportOfEvents(reportedJob({ kind: 'optimize' }), events);
    expect(running.quality).toMatchObject({ step_index: 0, overall: { mean: 0.5 } });
    expect(running.trajectory?.steps).toMatchObject([{ score: null, is_best: false, per_metric: null }]);

    const summary = { overall: { mean: 0.5, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
    events.push(
      { type: 'step', payload: { ...proposal, score: 0.5, summary } },
      { step_index: 1, type: 'proposal', payload: { ...proposal, advice: 'more' } },
      { step_index: 1, type: 'error', payload: { message: 'no more' } },
    );
    const failed = reportOfEvents(reportedJob({ kind: 'optimize' }), events);
    expect(failed.quality).toMatchObject({ step_index: 0, overall: { mean: 0.5 } });
    expect(failed.trajectory?.steps.map(({ is_best: isBest }) => isBest)).toEqual([true, false]);
    expect(failed.examples.listed).toHaveLength(1);
  });

  it('shows of a step whose trials are lost what its own event says', () => {
    const mean = { mean: 0.6, sd: 0.1, n: 4 };
    const summary = { overall: mean, per_metric: { right: mean }, failure_rate: 0.25, scoring_failure_rate: 0 };
    const proposal = { prompt_template: '{{ q }}', thinking: null, advice: null };
    const { trajectory } = reportOfEvents(reportedJob({ kind: 'optimize' }), [
      { type: 'proposal', payload: proposal },
      { type: 'step', payload: { ...proposal, score: 0.6, summary } },
    ]);
    expect(trajectory?.steps).toMatchObject([{ score: 0.6, per_metric: { right: mean }, failure_rate: 0.25, is_best: true }]);
  });

  it('counts each example once, by the mean of its replicates, and pools the noise between them', () => {
    const scores = new Scored(REPEATED);
    const values: readonly (readonly [string, number, number])[] = [
      ['a', 0, 1],
      ['b', 0, 0.2],
      ['a', 1, 0.5],
      ['b', 1, 0.6],
      ['a', 2, 0],
    ];
    values.forEach(([q, replicate, value]) => {
      const one = trial({ q }, { replicate });
      scores.addTrial(one);
      scores.addScoring(scored(one, value));
    });
    // a: 1, 0.5, 0 (squares 0.5, 2 degrees of freedom); b: 0.2, 0.6 (0.08, 1)
    expect(scores.metric).toMatchObject({
      mean: expect.closeTo(0.45, 12),
      sd: expect.closeTo(Math.sqrt(0.005), 12),
      n: 2,
      trial_noise: { sd: expect.closeTo(Math.sqrt(0.58 / 3), 12), degrees_of_freedom: 3 },
      look_noise: null,
    });
  });

  it('pools the noise between looks within a trial, apart from that between trials', () => {
    const scores = new Scored(REPEATED);
    for (const [replicate, looks] of [
      [0, [0.4, 0.6]],
      [1, [0.8, 1]],
    ] as const) {
      const one = trial({ q: 'a' }, { replicate });
      scores.addTrial(one);
      looks.forEach((value, look) => scores.addScoring(scored(one, value, { replicate: look })));
    }
    expect(scores.metric).toMatchObject({
      mean: expect.closeTo(0.7, 12),
      n: 1,
      look_noise: { sd: expect.closeTo(Math.sqrt(0.02), 12), degrees_of_freedom: 2 },
      trial_noise: { sd: expect.closeTo(Math.sqrt(0.08), 12), degrees_of_freedom: 1 },
    });
  });

  it('takes two equal rows of a dataset for two examples, and their scores for no noise', () => {
    for (const rows of [
      [0, 1],
      [undefined, undefined],
    ]) {
      const scores = new Scored({});
      const [first = trial({ q: 'a' }), second = first] = rows.map((row) =>
        trial({ q: 'a' }, row === undefined ? {} : { row }),
      );
      for (const one of [first, second]) scores.addTrial(one);
      [first, second].forEach((one, i) => {
        scores.addScoring(scored(one, i, one.row === undefined ? {} : { row: one.row }));
      });
      expect(scores.metric).toMatchObject({ mean: 0.5, n: 2, trial_noise: null, look_noise: null });
    }
  });

  it('leaves failed scorings out and gives null where there is nothing else', () => {
    const scores = new Scored(REPEATED);
    const one = trial({ q: 'a' });
    const { score: _score, ...failed } = scored(one, 0, { status: 'failed', error: { type: 'Error', message: 'no' } });
    scores.addTrial(one);
    scores.addScoring(failed);
    expect(scores.metric).toMatchObject({ mean: null, sd: null, n: 0, interval: null });
    expect(scores.report.quality.overall).toBeNull();
    expect(scores.report.examples.listed).toMatchObject([{ mean_score: null, verdicts: [{ score: null }] }]);
  });
});
