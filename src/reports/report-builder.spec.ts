import { describe, expect, it } from '@jest/globals';
import { reportOf } from './job-report.fixture.ts';
import { ReportBuilder } from './report-builder.ts';
import { reportedJob, scored, telemetry, trial } from './report-events.fixture.ts';

describe('ReportBuilder', () => {
  it('reports on a job that has no events yet', () => {
    const report = new ReportBuilder().report(reportedJob({ status: 'queued', is_settled: false }), []);
    expect(report).toMatchObject({
      quality: { metrics: [], overall: null },
      reliability: { trials: 0, failures: [] },
      telemetry: { trials: 0, latency: null },
      trajectory: null,
    });
  });

  it('adds up tokens, and says how many trials did not tell theirs', () => {
    const builder = new ReportBuilder();
    [4, null, 6].forEach((tokens, seq) => {
      builder.add({ seq, step_index: 0, type: 'trial', payload: trial({ seq }, { telemetry: telemetry(1, tokens) }) });
    });
    expect(builder.report(reportedJob(), []).telemetry).toMatchObject({
      trials: 3,
      input_tokens: 10,
      output_tokens: 10,
      without_tokens: 1,
      latency: { n: 3, mean: 1, p50: 1, max: 1 },
    });
  });

  it('shows of an optimize job the best step, how far it is from the baseline, and what changed', () => {
    const { quality, trajectory, reliability, weakest } = reportOf('Answer politely: {{ q }}');
    expect(quality.step_index).toBe(1);
    expect(trajectory?.steps).toMatchObject([
      { step_index: 0, is_best: false, score: 0.25, difference_to_baseline: 0, changes: null },
      { step_index: 1, is_best: true, score: 0.75, difference_to_baseline: 0.5 },
    ]);
    expect(trajectory?.best_changes).toContainEqual({ kind: 'added', text: 'politely' });
    expect(reliability).toMatchObject({ trials: 4, failed_trials: 2 });
    expect(weakest.map(({ mean_score: score }) => score)).toEqual([0, 0.25]);
  });

  it('shows the step that runs while none has a score, and keeps the best when a later step fails', () => {
    const builder = new ReportBuilder();
    const one = trial({ q: 1 });
    const proposal = { prompt_template: '{{ q }}', thinking: null, advice: null };
    builder.add({ seq: 0, step_index: 0, type: 'proposal', payload: proposal });
    builder.add({ seq: 1, step_index: 0, type: 'trial', payload: one });
    builder.add({ seq: 2, step_index: 0, type: 'scoring', payload: scored(one, 0.5) });
    const job = reportedJob({ kind: 'optimize' });
    const running = builder.report(job, []);
    expect(running.quality).toMatchObject({ step_index: 0, overall: { mean: 0.5 } });
    expect(running.trajectory?.steps).toMatchObject([{ score: null, is_best: false, per_metric: null }]);

    const summary = { overall: { mean: 0.5, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
    builder.add({ seq: 3, step_index: 0, type: 'step', payload: { ...proposal, score: 0.5, summary } });
    builder.add({ seq: 4, step_index: 1, type: 'proposal', payload: { ...proposal, advice: 'more' } });
    builder.add({ seq: 5, step_index: 1, type: 'error', payload: { message: 'no more' } });
    const failed = builder.report(job, []);
    expect(failed.quality).toMatchObject({ step_index: 0, overall: { mean: 0.5 } });
    expect(failed.trajectory?.steps.map(({ is_best: isBest }) => isBest)).toEqual([true, false]);
    expect(builder.weakest(5)).toHaveLength(1);
  });
});
