import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { JobKind } from '../domain/job-fields.ts';
import { toManifest } from '../domain/job-manifest.ts';
import { type FoldedEvent, JobFold } from '../evaluation/job-fold.ts';
import type { JobDocument } from './api-client.ts';
import { jobVerdict } from './job-verdict.ts';
import { resultTable, stepTable } from './result-table.ts';
import { stepLine } from './step-lines.ts';

/** A trial with its scoring. */
function scored(row: number, normalized: number, stepIndex = 0): FoldedEvent[] {
  const place = { trial_id: `t${row}`, row, replicate: 0, status: 'success' } as const;
  const metric = { name: 'evidence_in_review', description: '', kind: 'programmatic' } as const;
  const score = { raw: normalized, normalized, reason: '' };
  return [
    { step_index: stepIndex, type: 'trial', payload: { ...place, example: { inputs: {}, reference: null } } },
    { step_index: stepIndex, type: 'scoring', payload: { ...place, metric, score } },
  ];
}

function step(stepIndex: number, score: number | null, failureRate = 0): FoldedEvent {
  const overall = { mean: score, sd: null, n: 0 };
  const summary = { overall, per_metric: { m: overall }, failure_rate: failureRate, scoring_failure_rate: 0 };
  return {
    step_index: stepIndex,
    type: 'step',
    payload: { score, prompt_template: 'p', thinking: null, advice: null, summary },
  };
}

function folded(kind: JobKind, events: readonly FoldedEvent[]): JobFold {
  const fold = new JobFold({ kind, metrics: ['evidence_in_review'] });
  for (const event of events) fold.add(event);
  return fold;
}

const evaluation = folded(
  'evaluate',
  [1, 1, 0, 1].flatMap((score, row) => scored(row, score)),
);
const STEPS = [step(0, 0.5), step(1, 0.25, 0.125), step(2, 0.75), step(3, 0.75), step(4, null)];

const PLAIN = { inColour: false, columns: 80 };

describe('the table of results', () => {
  it('shows each mean over examples with its 95 % interval and n', () => {
    const table = resultTable([{ name: 'job', figures: evaluation.total }], PLAIN);
    expect(table).toMatch(/evidence_in_review +0\.750 \[0\.301, 0\.954\] n 4$/m);
    expect(table).toMatch(/trials +4 \(0\.0 % failed\)/);
  });

  it('shows no interval of a single example', () => {
    const one = folded('evaluate', scored(0, 1)).total;
    expect(resultTable([{ name: 'job', figures: one }], PLAIN)).toMatch(/ 1\.000 n 1$/m);
    expect(resultTable([{ name: 'job', figures: folded('evaluate', []).total }], PLAIN)).toMatch(/trials +0 \(/);
  });

  it('fits 80 columns with two results', () => {
    const figures = folded('evaluate', Array.from({ length: 100 }, (_, row) => scored(row, row % 2)).flat()).total;
    const lines = resultTable(
      ['mixed', 'english'].map((name) => ({ name, figures })),
      PLAIN,
    ).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).not.toContain('…');
  });
});

describe('the table of steps', () => {
  it('marks the best and gives each its difference to the baseline', () => {
    const table = stepTable(folded('optimize', STEPS), PLAIN);
    expect(table).toMatch(/^baseline +0\.500 +– /m);
    expect(table).toMatch(/^step 2 ★ +0\.750 +\+0\.250 /m);
  });
});

describe('the line of a finished step', () => {
  it('gives its difference to the baseline, and marks the best so far', () => {
    const fold = folded('optimize', []);
    const lines = STEPS.map((event) => {
      fold.add(event);
      return stepLine(fold);
    });
    expect(lines).toEqual([
      'baseline  0.500  ★ best so far',
      'step 1    0.250  −0.250  12.5 % failed',
      'step 2    0.750  +0.250  ★ best so far',
      'step 3    0.750  +0.250',
      'step 4    –',
    ]);
  });
});

describe('the verdict on a job', () => {
  function verdict(kind: JobKind, fold: JobFold, failUnder?: number): ReturnType<typeof jobVerdict> {
    const job = sampleJob('j', { status: 'done', spec: { ...sampleJob('j').spec, kind } });
    return jobVerdict({ manifest: toManifest(job) as JobDocument['manifest'] }, fold, failUnder);
  }

  it('compares the mean over examples with the threshold', () => {
    expect(verdict('evaluate', evaluation, 0.75)).toEqual({ code: 0 });
    expect(verdict('evaluate', evaluation, 0.8)).toEqual({ code: 3, reason: 'the score is 0.75, below --fail-under 0.8' });
    expect(verdict('evaluate', folded('evaluate', []), 0)).toMatchObject({ code: 3 });
  });

  it('takes the best step of a search', () => {
    expect(verdict('optimize', folded('optimize', STEPS), 0.75)).toEqual({ code: 0 });
    expect(verdict('optimize', folded('optimize', []), 0.1)).toMatchObject({ code: 3 });
  });
});
