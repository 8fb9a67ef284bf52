import { describe, expect, it } from '@jest/globals';
import type { ReportedExample, ReportedJob } from './job-report.ts';
import { weakestBlocks } from './weakest-blocks.ts';

const JOB = { kind: 'evaluate' } as ReportedJob;

describe('the weakest examples of a job that others wrote', () => {
  it.each([
    ['a score without what was given', { trial: {}, score: { normalized: 0 } }],
    ['a trial without its example and with empty telemetry', { trial: { telemetry: {} }, score: null }],
    [
      'numbers in the place of texts',
      { trial: { telemetry: { rendered_prompt: 7, response: { content: 8 } } }, score: { raw: 1, normalized: 1, reason: 9 } },
    ],
    ['an error without its type', { trial: { status: 'failed', error: { message: 3 } }, score: null }],
  ])('are shown as far as they go: %s', (_what, { trial, score }) => {
    const verdict = { metric: 'right', replicate: 0, score, error: null };
    const example = { mean_score: 0, trials: 1, trial: { trial_id: 't', status: 'success', ...trial }, verdicts: [verdict] };
    const blocks = weakestBlocks(JOB, [example as unknown as ReportedExample]);
    expect(JSON.stringify(blocks)).toContain('1. Trial t: 0');
  });
});
