import { type ReportEvent, reportOfEvents } from '../../test/fixtures/report-of-events.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { JobReport } from './job-report.ts';
import { failedTrial, reportedJob, scored, telemetry, trial } from './report-events.fixture.ts';

/** Something that would break a page if it were taken for more than text. */
export const HOSTILE =
  '</details></pre><script>alert(1)</script>\n```\n````\n# not a heading\n| a | b |\n<img src=x onerror=alert(2)> {{ q }}';

/** The report of an optimize job with one step after the baseline, in which a model wrote `text` wherever it could. */
export function reportOf(text: string): JobReport {
  const one = trial({ q: text }, { output: text, telemetry: telemetry(0.25, 10, text) });
  const failed = failedTrial({ q: 'b' }, text, text);
  const summary = {
    overall: { mean: 0, sd: 0, n: 1 },
    per_metric: { right: { mean: 0, sd: 0, n: 1 } },
    failure_rate: 0.5,
    scoring_failure_rate: 0,
  };
  const thinking = {
    reinstate_goal: text,
    trajectory_summary: text,
    failure_analysis: text,
    what_works: text,
    what_hurts: text,
    improvement_hypothesis: text,
    edit_plan: text,
  };
  const proposals = [
    { prompt_template: 'Answer: {{ q }}', thinking: null, advice: null },
    { prompt_template: text, thinking, advice: text },
  ];
  const rated = (payload: TrialPayload, normalized: number): ScoringPayload =>
    scored(payload, normalized, { score: { raw: normalized, normalized, reason: text } });
  const events = proposals.flatMap((proposal, step): ReportEvent[] => [
    { step_index: step, type: 'proposal', payload: proposal },
    { step_index: step, type: 'trial', payload: one },
    { step_index: step, type: 'scoring', payload: rated(one, 0.5 + step / 2) },
    { step_index: step, type: 'trial', payload: failed },
    { step_index: step, type: 'scoring', payload: rated(failed, step / 2) },
    { step_index: step, type: 'step', payload: { ...proposal, score: 0.25 + step / 2, summary } },
  ]);
  return reportOfEvents(reportedJob({ kind: 'optimize', label: text, error: text }), events);
}
