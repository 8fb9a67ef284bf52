import { describe, expect, it } from '@jest/globals';
import { exampleBlocks } from './example-blocks.ts';
import { reportOf } from './job-report.fixture.ts';
import type { JobReport, ReportedExample } from './job-report.ts';

/** A report that lists these. */
function listing(listed: readonly ReportedExample[], count = listed.length): JobReport {
  const report = reportOf('words');
  return { ...report, job: { ...report.job, kind: 'evaluate' }, trajectory: null, examples: { count, listed } };
}

describe('the examples of a job that others wrote', () => {
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
    const example = {
      row: 3,
      mean_score: 0,
      trials: 1,
      trial: { trial_id: 't', status: 'success', ...trial },
      verdicts: [verdict],
    };
    const blocks = exampleBlocks(listing([example as unknown as ReportedExample]), 9, null);
    expect(JSON.stringify(blocks)).toContain('[{"strong":"0.000"},{"code":"row 3"}');
  });
});

describe('the examples of a job', () => {
  const [example] = reportOf('words').examples.listed;
  const many = Array.from({ length: 30 }, (_, row) => ({ ...example, row }) as ReportedExample);

  it('are listed up to a number, which is said', () => {
    const text = JSON.stringify(exampleBlocks(listing(many, 100_000), 10, null));
    expect(text).toContain('Of 100,000 examples 10 are listed, the weakest first');
    expect(text.match(/"kind":"fold","isOpen"/g)).toHaveLength(10);
    expect(text).not.toContain('"href"');
  });

  it('are all there where there is room, and lead to the application where a server shows them', () => {
    const report = listing(many);
    const text = JSON.stringify(exampleBlocks(report, 200, '../../../'));
    expect(text).toContain('All 30 examples, the weakest first');
    expect(text).toContain(`"href":"../../../jobs/${report.job.job_id}"`);
    expect(text).toContain(`"href":"../../../jobs/${report.job.job_id}/rows/29"`);
  });

  it('are those of one step of a search', () => {
    const report = reportOf('words');
    const text = JSON.stringify(exampleBlocks(report, 200, '../../../'));
    expect(text).toContain(`"href":"../../../jobs/${report.job.job_id}/rows/0?step=1"`);
  });

  it('of a run say whether they failed, for a run has no scores', () => {
    const report = listing(many);
    const text = JSON.stringify(exampleBlocks({ ...report, job: { ...report.job, kind: 'run' } }, 9, null));
    expect(text).toContain('those that failed first');
    expect(text).toContain('[{"strong":"failed"},{"code":"row 0"}');
  });

  it('without a score say so', () => {
    const text = JSON.stringify(
      exampleBlocks(listing([{ ...(many[0] as ReportedExample), mean_score: null, verdicts: [] }]), 9, null),
    );
    expect(text).toContain('[{"strong":"no score"},{"code":"row 0"}');
  });
});
