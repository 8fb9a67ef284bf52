import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import { type EventBatch, eventLine } from './event-batch.ts';
import { JOB_STATUSES } from './job.ts';
import type { JobEvent } from './job-event.ts';
import type { JobSpec } from './job-fields.ts';
import {
  experimentIdOf,
  foldEvents,
  mayHaveRun,
  parseRunId,
  runFiguresOf,
  runIdOf,
  runOfJob,
  runStatusOf,
  runSummaryOfJob,
} from './run-of-job.ts';

const figures = runFiguresOf(new JobFold({ kind: 'evaluate', metrics: ['m'] }).total);

const search = sampleJob('j', { spec: { ...sampleJob('j').spec, kind: 'optimize', steps: 2 } });

describe('a run id', () => {
  it.each([
    ['j', { jobId: 'j', stepIndex: null }],
    ['j.0', { jobId: 'j', stepIndex: 0 }],
    ['j.12', { jobId: 'j', stepIndex: 12 }],
  ])('%s names a job, or a step of it', (runId, named) => {
    expect(parseRunId(runId)).toEqual(named);
    expect(runIdOf(named)).toBe(runId);
  });

  it.each(['', '.1', 'j.', 'j.01', 'j.-1', 'j.x', 'j.1.2', 'x'.repeat(201)])('%j is no job’s', (runId) => {
    expect(parseRunId(runId)).toBeUndefined();
  });

  it('may come to be one of a search up to its last step', () => {
    expect([null, 2, 3].map((stepIndex) => mayHaveRun(search, { jobId: 'j', stepIndex }))).toEqual([true, true, false]);
    expect(mayHaveRun(sampleJob('j'), { jobId: 'j', stepIndex: 0 })).toBe(false);
  });
});

describe('the run of a job', () => {
  it('has a status for every status of a job', () => {
    expect(JOB_STATUSES.map((status) => runStatusOf(sampleJob('j', { status })))).toEqual([
      'in_progress',
      'in_progress',
      'completed',
      'failed',
      'cancelled',
      'failed',
    ]);
  });

  it('belongs to the experiment that was asked for, else to its project, else to the default', () => {
    expect(experimentIdOf({ project: 'p', experimentId: 'e' })).toBe('e');
    expect(experimentIdOf({ project: 'p' })).toBe('p');
    expect(experimentIdOf({ project: '' })).toBe('default');
  });

  it('has the figures of its events, and says what it was made with', () => {
    const fold = new JobFold({ kind: 'evaluate', metrics: ['m', 'never'] });
    const example = { inputs: {}, reference: null };
    const metric = { name: 'm', description: 'd', kind: 'programmatic' } as const;
    const scoring = { trial_id: 't', row: 0, metric, replicate: 0, status: 'success' } as const;
    const trial = { trial_id: 't', row: 0, example, replicate: 0, status: 'failed' } as const;
    fold.add({ step_index: 0, type: 'trial', payload: trial });
    fold.add({ step_index: 0, type: 'scoring', payload: { ...scoring, score: { raw: 0.5, normalized: 0.5, reason: '' } } });
    expect(runOfJob(sampleJob('j'), null, runFiguresOf(fold.total))).toMatchObject({
      runId: 'j',
      source: 'job',
      sampleCount: 1,
      metrics: { m: 0.5 },
      metadata: {
        job_id: 'j',
        kind: 'evaluate',
        failed_trials: 1,
        failed_scorings: 0,
        metric_definitions: { m: { description: 'd', kind: 'programmatic' } },
      },
    });
  });

  it('is completed for a finished step, whatever becomes of its job', () => {
    const failed = { ...search, status: 'error' } as const;
    expect(runSummaryOfJob(failed, 1, { ...figures, isFinished: true })).toMatchObject({ runId: 'j.1', status: 'completed' });
    expect(runSummaryOfJob(failed, 2, figures)).toMatchObject({ runId: 'j.2', status: 'failed' });
  });
});

const trial: TrialPayload = {
  status: 'failed',
  trial_id: 't',
  example: { inputs: {}, reference: null },
  replicate: 0,
  error: { type: 'Error', message: '' },
};

function scoring(normalized: number): ScoringPayload {
  return {
    trial_id: 't',
    metric: { name: 'm', description: '', kind: 'programmatic' },
    replicate: 0,
    status: 'success',
    score: { raw: normalized, normalized, reason: '' },
  };
}

function step(score: number): StepPayload {
  const overall = { mean: score, sd: 0, n: 1 };
  const summary = { overall, per_metric: { m: overall }, failure_rate: 0, scoring_failure_rate: 0 };
  return { score, prompt_template: `at ${score}`, thinking: null, advice: null, summary };
}

function event(stepIndex: number, type: JobEvent['type'], payload: JobEvent['payload']): JobEvent {
  return { seq: 0, job_id: 'j', step_index: stepIndex, type, payload };
}

async function* batches(events: readonly JobEvent[]): AsyncGenerator<EventBatch> {
  for (const one of events) yield { firstSeq: 0, count: 1, bytes: Buffer.from(eventLine(one)) };
}

function spec(kind: JobSpec['kind']): JobSpec {
  return { ...sampleJob('j').spec, kind, metrics: ['m'] };
}

const SEARCH = [
  event(0, 'trial', trial),
  event(0, 'scoring', scoring(0.5)),
  event(0, 'step', step(0.5)),
  event(1, 'trial', trial),
  event(1, 'scoring', scoring(0.75)),
  event(1, 'step', step(0.75)),
  event(2, 'trial', trial),
];

describe('the summary of a job that could not write its own', () => {
  it('counts all that an optimize job left, and has its finished steps', async () => {
    const summary = (await foldEvents(batches(SEARCH), spec('optimize'))).summary();
    expect(summary).toMatchObject({ trial_count: 3, scoring_count: 2, failure_rate: 1, overall: { mean: 0.625 } });
    expect(summary.steps?.map(({ step_index: index, score }) => [index, score])).toEqual([
      [0, 0.5],
      [1, 0.75],
    ]);
    expect(summary.best_step).toEqual(summary.steps?.[1]);
  });

  it('has no best step when none was finished', async () => {
    expect((await foldEvents(batches([]), spec('optimize'))).summary()).toMatchObject({
      trial_count: 0,
      steps: [],
      best_step: null,
    });
  });

  it('knows no steps of an evaluation', async () => {
    expect((await foldEvents(batches(SEARCH.slice(0, 2)), spec('evaluate'))).summary()).not.toHaveProperty('steps');
  });
});
